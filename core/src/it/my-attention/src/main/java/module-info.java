module my.attention {
  requires dev.stoa.core;
}

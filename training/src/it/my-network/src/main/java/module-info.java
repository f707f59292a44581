module my.network {
  requires dev.stoa.training;

  exports my.network;
}

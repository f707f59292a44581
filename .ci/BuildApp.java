import java.nio.channels.FileChannel;

/**
 * Builds what {@code stoa.cmd} runs, if a source has changed since the last build. Windows only:
 * the launcher {@code stoa} does the same by itself.
 *
 * <p>Argument: the project's folder. Each build gets a folder of its own below {@code target/app},
 * so that it does not disturb a running program, and the file {@code current} there names the
 * newest. A build's file {@code stamp} has the time at which it began.
 */
void main(String[] arguments) throws Exception {
  Path root = Path.of(arguments[0]).toRealPath();
  Path builds = Files.createDirectories(root.resolve("target", "app"));
  Path lock = root.resolve("target", "build.lock");
  // One build at a time; the system takes the lock away from an owner that has ended.
  try (FileChannel channel =
      FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
    channel.lock();
    Path before = newest(builds);
    if (before == null || changed(root).compareTo(stamp(before)) > 0) {
      build(root, builds);
      removeOthers(builds, before);
    }
  }
}

/** The build that runs now, or null if there is none. */
Path newest(Path builds) throws IOException {
  Path current = builds.resolve("current");
  Path newest = Files.exists(current) ? builds.resolve(Files.readString(current).strip()) : builds;
  return Files.exists(newest.resolve("stamp")) ? newest : null;
}

FileTime stamp(Path build) throws IOException {
  return Files.getLastModifiedTime(build.resolve("stamp"));
}

/** When a source, or the list of a source folder, was changed last. */
FileTime changed(Path root) throws IOException {
  List<Path> sources = new ArrayList<>(List.of(root.resolve("pom.xml")));
  try (Stream<Path> modules = Files.list(root)) {
    for (Path module : modules.filter(Files::isDirectory).toList()) {
      sources.add(module.resolve("pom.xml"));
      sources.add(module.resolve("src", "main"));
    }
  }
  FileTime latest = FileTime.fromMillis(0);
  for (Path source : sources.stream().filter(Files::exists).toList()) {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        latest = time.compareTo(latest) > 0 ? time : latest;
      }
    }
  }
  return latest;
}

void build(Path root, Path builds) throws Exception {
  String name =
      LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"))
          + "-"
          + ProcessHandle.current().pid();
  Path app = Files.createDirectory(builds.resolve(name));
  Files.createFile(app.resolve("stamp"));
  for (String module : List.of("training", "benchmarks")) {
    remove(root.resolve(module, "target", "app", "lib"));
  }
  System.err.println("stoa: building (the first time with downloads, later some seconds) ...");
  if (maven(root) != 0) {
    remove(app);
    System.err.println("stoa: the build failed, see above");
    System.exit(1);
  }
  copyJars(root.resolve("training"), app.resolve("lib"));
  copyJars(root.resolve("benchmarks"), app.resolve("bench"));
  Path written = Files.writeString(builds.resolve("current.new"), name + System.lineSeparator());
  Files.move(written, builds.resolve("current"), StandardCopyOption.REPLACE_EXISTING);
}

/** Maven runs on the java that it finds by itself, and on this one where it finds none. */
int maven(Path root) throws Exception {
  String script = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
  Optional<File> maven =
      Stream.of(System.getenv("PATH").split(File.pathSeparator))
          .map(folder -> new File(folder, script))
          .filter(File::isFile)
          .findFirst();
  if (maven.isEmpty()) {
    System.err.println("stoa: needs Maven 3.8 or later to build itself: put mvn on PATH");
    return 1;
  }
  String pom = root.resolve("pom.xml").toString();
  ProcessBuilder builder =
      new ProcessBuilder(maven.get().getPath(), "-q", "-B", "-f", pom, "-Papp", "package")
          .inheritIO();
  String home = System.getProperty("java.home");
  builder.environment().putIfAbsent("JAVA_HOME", home);
  // Its search for a toolchain also reads variables of this form.
  builder.environment().put("JAVA_STOA_HOME", home);
  return builder.start().waitFor();
}

/** Copies a module's jar and those that it needs. */
void copyJars(Path module, Path to) throws IOException {
  Files.createDirectory(to);
  Path from = module.resolve("target", "app");
  String jar = "stoa-" + module.getFileName() + "-[0-9]*.jar";
  try (DirectoryStream<Path> own = Files.newDirectoryStream(from, jar);
      DirectoryStream<Path> needed = Files.newDirectoryStream(from.resolve("lib"), "*.jar")) {
    for (Path file : own) {
      // Sources, contracts and others have a classifier behind the version.
      if (file.getFileName().toString().matches(".*-[0-9.]+\\.jar")) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    for (Path file : needed) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }
}

/**
 * Removes the builds before the last two: a program may just be starting from the one before.
 * Windows does not rename a folder with open files, so one that still runs stays.
 */
void removeOthers(Path builds, Path before) throws IOException {
  Path newest = newest(builds);
  try (DirectoryStream<Path> all = Files.newDirectoryStream(builds, "*-*")) {
    for (Path build : all) {
      if (Files.isDirectory(build) && !build.equals(newest) && !build.equals(before)) {
        try {
          remove(Files.move(build, build.resolveSibling("removed")));
        } catch (IOException e) {
          // In use: the next build tries again.
        }
      }
    }
  }
}

void remove(Path folder) throws IOException {
  if (Files.exists(folder)) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

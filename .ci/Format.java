import java.util.spi.ToolProvider;

/**
 * Checks that every Java file below a folder is in google-java-format's style, or rewrites it.
 *
 * <p>Arguments: {@code check} or {@code write}, and the folder.
 */
void main(String[] arguments) throws IOException {
  boolean write = arguments[0].equals("write");
  List<String> command = new ArrayList<>();
  command.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
  Path root = Path.of(arguments[1]);
  Files.walkFileTree(
      root,
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
          String name = folder.getFileName().toString();
          boolean hidden = name.startsWith(".") && !name.equals(".ci");
          boolean foreign = name.equals("target") || hidden;
          return foreign && !folder.equals(root)
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (file.toString().endsWith(".java")) {
            command.add(file.toString());
          }
          return FileVisitResult.CONTINUE;
        }
      });
  ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
  String[] options = command.toArray(String[]::new);
  // Where it wraps a long string, the formatter needs a second pass to agree with itself.
  int passes = write ? 2 : 1;
  for (int pass = 0; pass < passes; pass++) {
    if (formatter.run(System.out, System.err, options) != 0) {
      IO.println("format: the files above are not formatted. This rewrites them:");
      IO.println("  mvn -N -Pformat validate");
      System.exit(1);
    }
  }
}

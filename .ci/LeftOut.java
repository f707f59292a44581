import module java.xml;

/**
 * Tells which tests the build has left out, from the reports that JUnit wrote.
 *
 * <p>Arguments: the project's folder, the name of the modules' output folders, and the file that
 * takes one line for each test that was left out. Fails if a whole class was left out in one piece,
 * because that hides how many tests it has.
 */
void main(String[] arguments) throws Exception {
  String pattern = "glob:**/" + arguments[1] + "/surefire-reports*/open-test-report.xml";
  PathMatcher reports = FileSystems.getDefault().getPathMatcher(pattern);
  List<LeftOut> found = new ArrayList<>();
  try (Stream<Path> files = Files.walk(Path.of(arguments[0]).toRealPath(), 5)) {
    for (Path report : files.filter(reports::matches).sorted().toList()) {
      read(report, found);
    }
  }
  List<String> lines = found.stream().map(LeftOut::toString).toList();
  Files.write(Path.of(arguments[2]), lines);
  lines.forEach(line -> IO.println("  left out: " + line));
  long other = found.stream().filter(test -> !test.missingData()).count();
  IO.println("left out for missing data: " + (found.size() - other) + " tests");
  if (other > 0) {
    IO.println("left out for other reasons: " + other + " tests");
  }
  if (found.stream().anyMatch(LeftOut::container)) {
    IO.println("an assumption in @BeforeAll leaves out an unknown number: use @BeforeEach");
    System.exit(1);
  }
}

record LeftOut(String name, boolean container, String reason) {
  boolean missingData() {
    return reason.startsWith("missing data:");
  }

  @Override
  public String toString() {
    return name + ": " + reason;
  }
}

/** Adds the tests that one report calls skipped or aborted. */
void read(Path report, List<LeftOut> found) throws Exception {
  Document document =
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
  Map<String, String> names = new HashMap<>();
  Set<String> containers = new HashSet<>();
  for (Element started : elements(document.getElementsByTagName("e:started"))) {
    String parent = names.get(started.getAttribute("parentId"));
    String name = started.getAttribute("name");
    String id = started.getAttribute("id");
    // The root is the engine, which says nothing to a reader.
    boolean engine = !started.hasAttribute("parentId");
    names.put(id, engine ? "" : parent.isEmpty() ? name : parent + " > " + name);
    String type = started.getElementsByTagName("junit:type").item(0).getTextContent();
    if (type.equals("CONTAINER")) {
      containers.add(id);
    }
  }
  for (Element finished : elements(document.getElementsByTagName("e:finished"))) {
    Element result = (Element) finished.getElementsByTagName("result").item(0);
    if (Set.of("SKIPPED", "ABORTED").contains(result.getAttribute("status"))) {
      String id = finished.getAttribute("id");
      found.add(new LeftOut(names.get(id), containers.contains(id), reason(result)));
    }
  }
}

List<Element> elements(NodeList nodes) {
  return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
}

/** The first line of what was said, from "missing data:" on if it says that. */
String reason(Element result) {
  String text = result.getTextContent().strip();
  String line = text.lines().findFirst().orElse("no reason given");
  return line.substring(Math.max(0, line.indexOf("missing data:")));
}

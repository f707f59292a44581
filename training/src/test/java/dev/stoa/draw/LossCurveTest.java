package dev.stoa.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stoa.draw.LossCurve.Evaluation;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

@DisplayName("The loss curve")
class LossCurveTest {
  private static final Pattern COORDINATES = Pattern.compile("points=\"([^\"]+)\"");

  /** The module under test, which this class is compiled into, needs no XML itself. */
  @BeforeAll
  static void readXml() {
    Module here = LossCurveTest.class.getModule();
    ModuleLayer.boot().findModule("java.xml").ifPresent(xml -> here.addReads(xml));
  }

  private static Document parsed(LossCurve curve) throws Exception {
    byte[] svg = curve.figure().svg().getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  @Test
  @DisplayName("is well-formed XML with a line for the steps, one for their mean, and points")
  void wellFormed() throws Exception {
    LossCurve curve =
        new LossCurve(
            "a < b & \"c\"",
            new float[] {4, 3, 2.5f, 2.25f},
            List.of(new Evaluation(2, 3.5), new Evaluation(4, 2.5)));
    Document svg = parsed(curve);
    assertEquals("svg", svg.getDocumentElement().getTagName());
    assertEquals("a < b & \"c\"", svg.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(3, svg.getElementsByTagName("polyline").getLength());
    // Two points and the one of the legend.
    assertEquals(3, svg.getElementsByTagName("circle").getLength());
  }

  @Test
  @DisplayName("is drawn of runs of any length, of losses that are not finite, and of nothing")
  void anyRun() throws Exception {
    for (int steps : new int[] {0, 1, 2, 760, 761, 100_000}) {
      float[] losses = new float[steps];
      java.util.Arrays.fill(losses, 2);
      if (steps > 1) {
        losses[1] = Float.NaN;
        losses[steps - 1] = Float.POSITIVE_INFINITY;
      }
      Document svg = parsed(new LossCurve("t", losses, List.of(new Evaluation(0, Double.NaN))));
      assertTrue(svg.getElementsByTagName("text").getLength() > 4);
      String text = new LossCurve("t", losses, List.of()).figure().svg();
      assertFalse(text.contains("NaN") || text.contains("Infinity"), steps + " steps");
      assertTrue(text.length() < 60_000, steps + " steps: " + text.length());
    }
  }

  @Test
  @DisplayName("keeps its lines inside of the axes")
  void insideAxes() {
    float[] losses = new float[3000];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = (float) (1 + 9 * Math.exp(-i / 300.0) + 0.3 * Math.sin(i));
    }
    String svg = new LossCurve("t", losses, List.of(new Evaluation(3000, 1.1))).figure().svg();
    COORDINATES
        .matcher(svg)
        .results()
        .flatMap(match -> Pattern.compile(" ").splitAsStream(match.group(1)))
        .forEach(
            point -> {
              double x = Double.parseDouble(point.split(",")[0]);
              double y = Double.parseDouble(point.split(",")[1]);
              assertTrue(x >= 82 && x <= 826 && y >= 82 && y <= 427, point);
            });
  }

  @Test
  @DisplayName("has ticks at 1, 2 or 5 times a power of ten")
  void ticks() {
    ChartAxis axis = ChartAxis.around(1.62, 4.31, 0, 100, 7);
    // A range of 2.69 in 7 parts is 0.38 each: rounded up to 0.5.
    assertEquals(0.5, axis.step(), 1e-12);
    assertEquals(1.5, axis.low(), 1e-12);
    assertEquals(4.5, axis.high(), 1e-12);
    assertEquals(7, axis.ticks().size());
    assertEquals("2.0", axis.label(2));
    assertEquals(0, axis.at(1.5), 1e-9);
    assertEquals(100, axis.at(4.5), 1e-9);
    assertEquals("2,000", ChartAxis.exactly(0, 2000, 0, 1, 8, 1).label(2000));
  }
}

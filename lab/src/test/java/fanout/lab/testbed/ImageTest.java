package fanout.lab.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.NodeList;

class ImageTest {
  private static List<String> flagsOfTheImages() throws Exception {
    NodeList found =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(Path.of("..", "pom.xml").toFile())
            .getElementsByTagName("jvmFlag");
    List<String> flags = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      flags.add(found.item(i).getTextContent().strip());
    }
    flags.removeIf(flag -> flag.startsWith("-XX:AOTCache=")); // only where one was trained
    return flags;
  }

  @ParameterizedTest
  @EnumSource
  void aLocalProcessStartsWithTheFlagsOfItsImageAndTheLimitsOfItsContainer(Image image)
      throws Exception {
    String deployment = image == Image.AGGREGATOR ? "aggregator" : "orders";
    PodTemplate pod = PodTemplate.all().get(deployment);
    assertThat(pod).isNotNull();
    assertThat(pod.image()).contains(image.repository());
    assertThat(image.command(pod))
        .containsSubsequence(flagsOfTheImages())
        .contains("-Xmx262144k", "-XX:ActiveProcessorCount=2")
        .endsWith(image.main().getName());
  }
}

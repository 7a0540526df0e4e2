package fanout.lab.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    ResultFiles.write(Results.sample(), folder.resolve(ResultFiles.NAME));

    assertThat(ResultFiles.read(folder)).isEqualTo(Results.sample());
    assertThat(ResultFiles.read(folder.resolve("results.json"))).isEqualTo(Results.sample());
  }

  @Test
  void theFieldsAreThoseOfTheRecords() throws IOException {
    Path file = folder.resolve("results.json");
    ResultFiles.write(Results.sample(), file);

    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();

    assertThat(json.keySet())
        .contains(
            "schema",
            "experiment",
            "claim",
            "source",
            "prediction",
            "measured",
            "verdict",
            "noiseFloor",
            "seed",
            "environment");
    JsonObject finding = json.getAsJsonArray("measured").get(0).getAsJsonObject();
    assertThat(finding.getAsJsonObject("measured").keySet())
        .containsExactly("value", "low", "high", "unit", "trials", "noise");
    assertThat(finding.get("published").isJsonNull()).isTrue();
  }

  @Test
  void anotherSchemaIsRefusedByItsNumber() throws IOException {
    Path file = folder.resolve("results.json");
    ResultFiles.write(Results.sample(), file);
    Files.writeString(file, Files.readString(file).replace("\"schema\": 2", "\"schema\": 1"));

    assertThatThrownBy(() -> ResultFiles.read(file))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("schema")
        .hasMessageContaining("'1'")
        .hasMessageContaining(file.toString());
  }

  @Test
  void aFieldThatIsMissingIsNamed() throws IOException {
    Path file = folder.resolve("results.json");
    Files.writeString(file, "{\"schema\": 2}");

    assertThatThrownBy(() -> ResultFiles.read(file))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("no experiment");
  }

  @Test
  void whatIsNoResultIsRefusedByTheNameOfTheFile() throws IOException {
    for (String text :
        new String[] {"", "[]", "no json", "{\"schema\": \"one\"}", "{\"schema\":"}) {
      Path file = Files.writeString(folder.resolve("results.json"), text);

      assertThatThrownBy(() -> ResultFiles.read(file))
          .as(text)
          .isInstanceOf(SpecException.class)
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> ResultFiles.read(folder.resolve("nowhere.json")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("no such file");
  }
}

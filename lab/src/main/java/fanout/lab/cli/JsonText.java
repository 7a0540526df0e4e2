package fanout.lab.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import fanout.v1.Dashboard;

/**
 * Protobuf's JSON form. Fields at their default are there too, so that a program need not tell an
 * absent {@code attempts} from a zero.
 */
final class JsonText {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .alwaysPrintFieldsWithNoPresence()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(Dashboard.getDescriptor())
                  .add(ErrorInfo.getDescriptor())
                  .build());

  private static final Gson DENSE =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private static final Gson PRETTY = DENSE.newBuilder().setPrettyPrinting().create();

  private JsonText() {}

  /** A message over several lines. */
  static String of(Message message) {
    return PRETTY.toJson(tree(message));
  }

  /** A message in one line, for a sequence of them. */
  static String line(Message message) {
    return DENSE.toJson(tree(message));
  }

  /**
   * Protobuf's printer escapes {@code =} and quotes as for HTML, which nobody can read in a plan.
   */
  private static JsonElement tree(Message message) {
    try {
      return JsonParser.parseString(PRINTER.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailedException(
          "the reply has a part that is not known here: " + e.getMessage());
    }
  }
}

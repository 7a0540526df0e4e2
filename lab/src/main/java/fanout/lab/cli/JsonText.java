package fanout.lab.cli;

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

  private JsonText() {}

  /** A message over several lines. */
  static String of(Message message) {
    return print(PRINTER, message);
  }

  /** A message in one line, for a sequence of them. */
  static String line(Message message) {
    return print(PRINTER.omittingInsignificantWhitespace(), message);
  }

  private static String print(JsonFormat.Printer printer, Message message) {
    try {
      return printer.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailedException(
          "the reply has a part that is not known here: " + e.getMessage());
    }
  }
}

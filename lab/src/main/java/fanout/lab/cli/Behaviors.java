package fanout.lab.cli;

import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Table;
import fanout.v1.BackendBehavior;
import fanout.v1.GetBehaviorResponse;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;

/** Behaviours of backends, as every {@code sim} command shows them. */
final class Behaviors {
  private Behaviors() {}

  static void print(
      List<BackendBehavior> behaviors, Format format, Screen screen, PrintWriter out) {
    if (format == Format.json) {
      out.println(JsonText.of(GetBehaviorResponse.newBuilder().addAllBehaviors(behaviors).build()));
    } else {
      screen.table(table(behaviors, Instant.now()));
      behaviors.stream()
          .filter(behavior -> !behavior.getRequestMetadataHonored())
          .forEach(
              behavior ->
                  screen.prose(
                      behavior.getBackend()
                          + " ignores the behaviour that requests bring"
                          + " (--accept-request-behavior is off)"));
    }
  }

  private static Table table(List<BackendBehavior> behaviors, Instant now) {
    Table table =
        Table.of(
            Table.Column.text("backend"),
            Table.Column.text("started with"),
            Table.Column.text("laid over"),
            Table.Column.text("expires in"),
            Table.Column.text("in force"));
    for (BackendBehavior behavior : behaviors) {
      boolean changed = !behavior.getOverlay().isEmpty();
      table =
          table.row(
              List.of(
                  Line.of(behavior.getBackend(), Style.STRONG),
                  plain(behavior.getStartUp()),
                  Line.of(changed ? behavior.getOverlay() : "–", Style.SUBSTITUTE),
                  plain(left(behavior, now)),
                  plain(behavior.getEffective())));
    }
    return table;
  }

  private static String left(BackendBehavior behavior, Instant now) {
    return behavior.hasOverlayExpiresAt() ? Expiry.left(behavior.getOverlayExpiresAt(), now) : "–";
  }

  private static Line plain(String text) {
    return Line.of(text, Style.PLAIN);
  }
}

package fanout.lab.cli;

import fanout.v1.LayeredPlan;
import java.io.PrintWriter;
import java.time.Instant;

/** A plan layer by layer, as every {@code plan} command shows it. */
final class PlanLayers {
  private PlanLayers() {}

  static void print(LayeredPlan plan, Format format, Screen screen, PrintWriter out) {
    if (format == Format.json) {
      out.println(JsonText.of(plan));
      return;
    }
    fact(screen, "started with", plan.getStartUp());
    fact(screen, "laid over", plan.getOverlay().isEmpty() ? "–" : plan.getOverlay());
    if (plan.hasOverlayExpiresAt()) {
      fact(screen, "expires in", Expiry.left(plan.getOverlayExpiresAt(), Instant.now()));
    }
    fact(screen, "in force", plan.getEffective());
  }

  /** A line for each target: the whole may be long. */
  private static void fact(Screen screen, String label, String plan) {
    String shown = label;
    for (String part : plan.split("; *")) {
      screen.fact(shown, part);
      shown = "";
    }
  }
}

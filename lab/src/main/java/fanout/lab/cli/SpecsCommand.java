package fanout.lab.cli;

import fanout.lab.terminal.Columns;
import fanout.lab.terminal.Line;
import fanout.lab.terminal.Style;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code specs}: every word of plans and behaviours. */
@Command(
    name = "specs",
    description = "Lists every word of plans and behaviours: strategies, latency models, faults …",
    footerHeading = "%nExit status: 0 listed, 2 a flag was not understood.%n")
final class SpecsCommand extends LabCommand {
  private static final int SYNOPSIS = 34;

  private enum SpecFormat {
    text,
    markdown
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private SpecFormat format = SpecFormat.text;

  SpecsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() {
    for (Vocabulary.Chapter chapter : Vocabulary.chapters()) {
      switch (format) {
        case text -> text(chapter);
        case markdown -> markdown(chapter);
      }
    }
    return ExitCode.OK;
  }

  private void text(Vocabulary.Chapter chapter) {
    screen().heading(chapter.title());
    screen().line(Line.of("  " + chapter.example(), Style.DIM));
    for (Vocabulary.Key key : chapter.keys()) {
      screen().blank();
      String usual = key.usual().isEmpty() ? "" : " (default " + key.usual() + ")";
      String kind = key.variants().isEmpty() ? "=<" + key.kind() + ">" : "";
      screen()
          .line(
              Line.of("  " + key.name() + kind, Style.FRAME)
                  .plus("  " + key.doc() + usual, Style.PLAIN));
      key.variants().forEach(this::text);
    }
    screen().blank();
  }

  /** A synopsis with its meaning beside it, or below it where it is long. */
  private void text(Spec.Variant variant) {
    Line synopsis = Line.of("    " + variant.synopsis(), Style.STRONG);
    Line doc = Line.of(variant.doc(), Style.PLAIN);
    int indent = SYNOPSIS + 6;
    boolean beside =
        synopsis.width() < indent && indent + Columns.of(variant.doc()) <= terminal().width();
    if (beside) {
      screen().line(synopsis.padded(indent).plus(doc));
    } else {
      screen().line(synopsis);
      screen().line(Line.of("        ", Style.PLAIN).plus(doc));
    }
    for (String component : variant.components()) {
      screen().line(Line.of("        " + component, Style.DIM));
    }
  }

  private void markdown(Vocabulary.Chapter chapter) {
    out().println("## " + chapter.title() + "\n\n    " + chapter.example() + "\n");
    for (Vocabulary.Key key : chapter.keys()) {
      String usual = key.usual().isEmpty() ? "" : " Default: `" + key.usual() + "`.";
      out().println("### `" + key.name() + "`\n\n" + sentence(key.doc()) + usual + "\n");
      if (!key.variants().isEmpty()) {
        out().println("| variant | meaning |\n|---|---|");
        for (Spec.Variant variant : key.variants()) {
          out()
              .println("| `%s` | %s |".formatted(cell(variant.synopsis()), cell(meaning(variant))));
        }
        out().println();
      }
    }
  }

  private static String meaning(Spec.Variant variant) {
    String details = String.join("; ", variant.components());
    return details.isEmpty() ? variant.doc() : variant.doc() + ". " + details;
  }

  private static String sentence(String text) {
    return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  /** A bar ends a cell, also inside code. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}

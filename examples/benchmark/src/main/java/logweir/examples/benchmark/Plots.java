package logweir.examples.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * Draws a panel of a case as SVG. Colours are names of the page's style sheet ({@code --ours} and
 * so on), so that they follow its light and dark mode.
 *
 * <p>Lets-Plot takes a plot as the maps and lists that its JSON would have, and wants real colours:
 * those of {@link Ink} stand for names, which take their places in what comes out.
 */
final class Plots {
  private static final int WIDTH = 900;
  private static final int ROW_HEIGHT = 26;
  private static final int FRAME_HEIGHT = 50;
  private static final int LEGEND_HEIGHT = 30;
  private static final int NAMES_WIDTH = 250;

  /** Placeholders of colours. */
  private enum Ink {
    TEXT(1),
    GRID(2),
    OURS(3),
    REFERENCE(4),
    LIMIT(5),
    OTHER(6),
    SPREAD(7),
    FIRST(8),
    SECOND(9),
    THIRD(10),
    FOURTH(11);

    private static final List<Ink> OF_FIGURES = List.of(FIRST, SECOND, THIRD, FOURTH);

    private final int blue;

    Ink(int blue) {
      this.blue = blue;
    }

    String hex() {
      return "#0102%02x".formatted(blue);
    }

    String rgb() {
      return "rgb(1,2," + blue + ")";
    }

    String variable() {
      return "var(--" + name().toLowerCase(Locale.ROOT) + ")";
    }

    static Ink of(Contender contender) {
      if (contender.isOurs()) {
        return OURS;
      }
      return switch (contender) {
        case FILE -> REFERENCE;
        case ENCODE_ONLY -> LIMIT;
        default -> OTHER;
      };
    }
  }

  private Plots() {}

  static String svg(Panel panel, Summary summary) {
    List<Object> layers = new ArrayList<>();
    List<Object> scales = new ArrayList<>();
    if (panel.isLogarithmic()) {
      points(panel, summary, layers, scales);
    } else {
      bars(panel, summary, layers, scales);
    }
    List<Object> names = new ArrayList<>();
    summary.rows().forEach(row -> names.add(key(row.contender())));
    Collections.reverse(names); // from bottom to top
    scales.add(map("aesthetic", "y", "discrete", true, "limits", names, "expand", list(0, 0.6)));
    int legend = panel.isLogarithmic() ? LEGEND_HEIGHT : 0;
    int height = FRAME_HEIGHT + legend + ROW_HEIGHT * names.size();
    Map<String, Object> plot =
        map(
            "kind",
            "plot",
            "mapping",
            map(),
            "layers",
            layers,
            "scales",
            scales,
            "theme",
            theme(),
            "ggsize",
            map("width", WIDTH, "height", height));
    return named(inked(draw(plot)));
  }

  // Lets-Plot would cut long names off, so that they come in their places later.
  private static String key(Contender contender) {
    return "@" + Arrays.asList(Contender.values()).indexOf(contender) + "@";
  }

  private static String named(String svg) {
    String named = svg;
    for (Contender contender : Contender.values()) {
      String label = contender.isOurs() ? "▶ " + contender.title() : contender.title();
      named = named.replace(key(contender), label);
    }
    return named;
  }

  private static void bars(Panel panel, Summary summary, List<Object> layers, List<Object> scales) {
    Figure figure = panel.figures().get(0);
    List<Object> names = new ArrayList<>();
    List<Object> medians = new ArrayList<>();
    List<Object> kinds = new ArrayList<>();
    Map<String, Object> spreads = spreads(summary, List.of(figure));
    for (Summary.Row row : summary.rows()) {
      row.figure(figure)
          .ifPresent(
              of -> {
                names.add(key(row.contender()));
                medians.add(of.median());
                kinds.add(Ink.of(row.contender()).name());
              });
    }
    layers.add(
        map(
            "geom",
            "bar",
            "stat",
            "identity",
            "orientation",
            "y",
            "width",
            0.7,
            "data",
            map("name", names, "median", medians, "kind", kinds),
            "mapping",
            map("x", "median", "y", "name", "fill", "kind"),
            "size",
            0,
            "tooltips",
            "none",
            "show_legend",
            false));
    layers.add(spread(spreads, "color", Ink.SPREAD.hex()));
    scales.add(scale("fill", List.of(Ink.OURS, Ink.REFERENCE, Ink.LIMIT, Ink.OTHER)));
    Map<String, Object> axis =
        map("aesthetic", "x", "limits", list(0, null), "expand", list(0.01, 0));
    if (figure.unit() == Figure.Unit.RATE) {
      axis.put("format", ",d");
    }
    scales.add(axis);
  }

  private static void points(
      Panel panel, Summary summary, List<Object> layers, List<Object> scales) {
    List<Object> names = new ArrayList<>();
    List<Object> medians = new ArrayList<>();
    List<Object> figures = new ArrayList<>();
    List<Object> inks = new ArrayList<>();
    List<Object> inkNames = new ArrayList<>();
    for (Figure figure : panel.figures()) {
      for (Summary.Row row : summary.rows()) {
        row.figure(figure)
            .ifPresent(
                of -> {
                  names.add(key(row.contender()));
                  medians.add(drawable(of.median()));
                  figures.add(figure.title());
                });
      }
      inks.add(Ink.OF_FIGURES.get(inks.size()).hex());
      inkNames.add(figure.title());
    }
    layers.add(spread(spreads(summary, panel.figures()), "alpha", 0.5));
    layers.add(
        map(
            "geom",
            "point",
            "size",
            5,
            "data",
            map("name", names, "median", medians, "figure", figures),
            "mapping",
            map("x", "median", "y", "name", "color", "figure"),
            "tooltips",
            "none"));
    scales.add(
        map(
            "aesthetic",
            "color",
            "discrete",
            true,
            "name",
            "",
            "limits",
            inkNames,
            "values",
            inks));
    scales.add(decades(panel));
  }

  /** A scale of times; each power of ten gets its name. */
  private static Map<String, Object> decades(Panel panel) {
    Figure times = panel.figures().get(0);
    List<Object> breaks = new ArrayList<>();
    List<Object> labels = new ArrayList<>();
    for (double nanos = 10; nanos <= 1e12; nanos *= 10) {
      breaks.add(nanos);
      labels.add(times.format(nanos).replace(".00 ", " ").replace(".0 ", " "));
    }
    return map(
        "aesthetic",
        "x",
        "trans",
        "log10",
        "breaks",
        breaks,
        "labels",
        labels,
        "expand",
        list(0.02, 0));
  }

  // Zero has no place on a logarithmic scale; a nanosecond is as good.
  private static double drawable(double nanos) {
    return Math.max(1, nanos);
  }

  /** From the least to the greatest of the rounds. */
  private static Map<String, Object> spreads(Summary summary, List<Figure> figures) {
    List<Object> names = new ArrayList<>();
    List<Object> from = new ArrayList<>();
    List<Object> to = new ArrayList<>();
    List<Object> titles = new ArrayList<>();
    for (Figure figure : figures) {
      for (Summary.Row row : summary.rows()) {
        row.figure(figure)
            .ifPresent(
                of -> {
                  names.add(key(row.contender()));
                  from.add(figure.unit() == Figure.Unit.NANOS ? drawable(of.min()) : of.min());
                  titles.add(figure.title());
                  to.add(figure.unit() == Figure.Unit.NANOS ? drawable(of.max()) : of.max());
                });
      }
    }
    return map("name", names, "from", from, "to", to, "figure", titles);
  }

  private static Map<String, Object> spread(
      Map<String, Object> data, String setting, Object value) {
    return map(
        "geom",
        "segment",
        "data",
        data,
        "mapping",
        map("x", "from", "xend", "to", "y", "name", "yend", "name", "color", "figure"),
        setting,
        value,
        "size",
        1.5,
        "tooltips",
        "none",
        "show_legend",
        false);
  }

  private static Map<String, Object> scale(String aesthetic, List<Ink> inks) {
    return map(
        "aesthetic",
        aesthetic,
        "discrete",
        true,
        "limits",
        new ArrayList<>(inks.stream().map(Ink::name).toList()),
        "values",
        new ArrayList<>(inks.stream().map(Ink::hex).toList()));
  }

  private static Map<String, Object> theme() {
    return map(
        "name", "minimal",
        "axis_title_y", "blank",
        "axis_title_x", "blank",
        "text", map("color", Ink.TEXT.hex(), "blank", false),
        "panel_grid", map("color", Ink.GRID.hex(), "blank", false),
        "axis_text_x", map("angle", 0, "blank", false),
        "panel_grid_minor", "blank",
        "panel_grid_major_y", "blank",
        "plot_background", "blank",
        "panel_background", "blank",
        "legend_background", "blank",
        "legend_position", "bottom",
        "plot_margin", map("t", 5, "r", 20, "b", 5, "l", NAMES_WIDTH));
  }

  private static String draw(Map<String, Object> plot) {
    return PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
        plot,
        null,
        (width, height, colours) -> {
          throw new UnsupportedOperationException("bitmaps");
        },
        false);
  }

  // Style sheets within the picture take names; attributes do not, see styleRules.
  private static String inked(String svg) {
    String inked = svg.replaceAll("font-family: [^;]*;", "");
    for (Ink ink : Ink.values()) {
      inked = inked.replace(ink.hex(), ink.variable());
    }
    return inked;
  }

  /** Rules that a page with these pictures needs, to give their shapes the colours. */
  static String styleRules() {
    StringBuilder rules = new StringBuilder();
    for (Ink ink : Ink.values()) {
      for (String attribute : List.of("fill", "stroke")) {
        rules.append(
            "svg [%1$s=\"%2$s\"] { %1$s: %3$s; }%n"
                .formatted(attribute, ink.rgb(), ink.variable()));
      }
    }
    return rules.toString();
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      map.put((String) namesAndValues[index], namesAndValues[index + 1]);
    }
    return map;
  }

  private static List<Object> list(Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }
}

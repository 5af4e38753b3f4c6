package logweir.logback;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.joran.spi.DefaultNestedComponentRegistry;
import ch.qos.logback.core.joran.util.PropertySetter;
import ch.qos.logback.core.joran.util.StringToObjectConverter;
import ch.qos.logback.core.joran.util.beans.BeanDescription;
import ch.qos.logback.core.joran.util.beans.BeanDescriptionCache;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.util.AggregationType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the jar tells GraalVM's native-image of reflection, held against what Joran asks for by
 * Logback's own rules. No image is built here.
 */
class NativeImageMetadataTest {
  private static final String METADATA =
      "/META-INF/native-image/org.logweir/logweir-appender/reachability-metadata.json";
  private static final String CONSTRUCTOR = "<init>";
  private static final String PARENT = "parent";

  private final Context context = new ContextBase();
  private final BeanDescriptionCache descriptions = new BeanDescriptionCache(context);
  private final DefaultNestedComponentRegistry defaults = Defaults.ofLogback();
  private final Set<Executable> registered = new LinkedHashSet<>();

  // The names of what is needed, sorted for a readable failure; and whose needs are known.
  private final Set<String> missing = new TreeSet<>();
  private final Set<Class<?>> visited = new LinkedHashSet<>();

  @BeforeEach
  void readMetadata() throws IOException, ReflectiveOperationException {
    for (JsonElement entry : metadata().getAsJsonArray("reflection")) {
      register(entry.getAsJsonObject());
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        MmapSharedAppender.class,
        TimeBasedRollingPolicy.class,
        SizeAndTimeBasedRollingPolicy.class,
        FixedWindowRollingPolicy.class,
        SizeBasedTriggeringPolicy.class
      })
  void shouldNameAllThatJoranCallsToConfigure(Class<?> component)
      throws ReflectiveOperationException {
    require(component);

    assertThat(missing).isEmpty();
    assertThat(visited).contains(component);
  }

  /** So that a property that is set by the class that it is the default for is looked at, too. */
  @Test
  void shouldFollowLogbacksDefaultClasses() throws ReflectiveOperationException {
    require(MmapSharedAppender.class);

    assertThat(visited)
        .contains(
            ch.qos.logback.classic.encoder.PatternLayoutEncoder.class,
            ch.qos.logback.classic.PatternLayout.class);
  }

  /** JMX calls them by reflection. */
  @Test
  void shouldNameTheAttributesOfTheMxBean() {
    assertThat(registered).contains(MmapSharedAppenderMXBean.class.getMethods());
  }

  /** It finds the methods by the class that a method of Logback's returns. */
  @Test
  void shouldNameWhatSizeLimitCalls() throws ReflectiveOperationException {
    Method getter;
    try {
      getter = TriggeringPolicy.class.getMethod("getLengthCounter");
    } catch (NoSuchMethodException beforeLogback158) {
      return;
    }
    requireMethod(getter.getReturnType().getMethod("reset"));
    requireMethod(getter.getReturnType().getMethod("add", long.class));

    assertThat(missing).isEmpty();
  }

  /** What Joran may ask of a component that is given by its class name. */
  private void require(Class<?> component) throws ReflectiveOperationException {
    if (!visited.add(component)) {
      return;
    }
    requireMethod(component.getDeclaredConstructor());
    Object instance = component.getDeclaredConstructor().newInstance();
    PropertySetter properties = new PropertySetter(descriptions, instance);
    properties.setContext(context);
    BeanDescription description = descriptions.getBeanDescription(component);
    for (String property : description.getPropertyNameToSetter().keySet()) {
      requireProperty(properties, description, property);
    }
    for (String property : description.getPropertyNameToAdder().keySet()) {
      requireProperty(properties, description, property);
    }
  }

  private void requireProperty(PropertySetter properties, BeanDescription bean, String property)
      throws ReflectiveOperationException {
    AggregationType type = properties.computeAggregationType(property);
    switch (type) {
      case NOT_FOUND -> {}
      case AS_BASIC_PROPERTY -> requireConverting(bean.getSetter(property));
      case AS_BASIC_PROPERTY_COLLECTION -> requireConverting(bean.getAdder(property));
      case AS_COMPLEX_PROPERTY -> requireNested(properties, property, bean.getSetter(property));
      case AS_COMPLEX_PROPERTY_COLLECTION ->
          requireNested(properties, property, bean.getAdder(property));
    }
  }

  /** The value is text in the configuration. */
  private void requireConverting(Method method) {
    requireMethod(method);
    Class<?> value = method.getParameterTypes()[0];
    Method valueOf = StringToObjectConverter.getValueOfMethod(value);
    if (!value.isEnum() && valueOf != null) {
      requireMethod(valueOf);
    }
  }

  /**
   * The value is an element, with a class or without one; or, for the parent, what it stands in.
   */
  private void requireNested(PropertySetter properties, String property, Method method)
      throws ReflectiveOperationException {
    requireMethod(method);
    if (property.equals(PARENT)) {
      return;
    }
    Class<?> byDefault =
        properties.getClassNameViaImplicitRules(
            property, properties.computeAggregationType(property), defaults);
    if (byDefault != null) {
      require(byDefault);
    }
  }

  private void requireMethod(Executable executable) {
    if (!registered.contains(executable)) {
      missing.add(executable.toString());
    }
  }

  /** As native-image understands an entry; fails if it names what there is not. */
  private void register(JsonObject entry) throws ReflectiveOperationException {
    Class<?> type;
    try {
      type = Class.forName(entry.get("type").getAsString());
    } catch (ClassNotFoundException e) {
      assertThat(e).hasMessage("ch.qos.logback.core.rolling.LengthCounter"); // of Logback 1.5.8
      return;
    }
    if (entry.has("allPublicMethods")) {
      registered.addAll(Arrays.asList(type.getMethods()));
    }
    if (!entry.has("methods")) {
      return;
    }
    for (JsonElement method : entry.getAsJsonArray("methods")) {
      registered.add(find(type, method.getAsJsonObject()));
    }
  }

  private static Executable find(Class<?> type, JsonObject method)
      throws ReflectiveOperationException {
    JsonArray names = method.getAsJsonArray("parameterTypes");
    Class<?>[] parameters = new Class<?>[names.size()];
    for (int i = 0; i < parameters.length; i++) {
      String name = names.get(i).getAsString();
      parameters[i] = name.equals("long") ? long.class : Class.forName(name);
    }
    String name = method.get("name").getAsString();
    return name.equals(CONSTRUCTOR)
        ? type.getDeclaredConstructor(parameters)
        : type.getDeclaredMethod(name, parameters);
  }

  private static JsonObject metadata() throws IOException {
    try (InputStream in = NativeImageMetadataTest.class.getResourceAsStream(METADATA);
        Reader reader = new InputStreamReader(requireNonNull(in), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  /** Reads which classes Logback takes where a configuration names none. */
  private static final class Defaults extends JoranConfigurator {
    static DefaultNestedComponentRegistry ofLogback() {
      DefaultNestedComponentRegistry registry = new DefaultNestedComponentRegistry();
      new Defaults().addDefaultNestedComponentRegistryRules(registry);
      return registry;
    }
  }
}

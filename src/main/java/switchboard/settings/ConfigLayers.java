package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The four sources of settings, each over the one before: the defaults of {@code reference.conf}, a file, the
 * environment, Java system properties.
 *
 * <pre>
 *  reference.conf ◀── file ◀── SWITCHBOARD_… ◀── -Dswitchboard.…
 * </pre>
 *
 * The overrides {@code ${?SWITCHBOARD_…}} in {@code reference.conf} would only change the defaults, so that a file
 * would win over the environment. The environment is therefore a layer of its own, named by the same rule.
 *
 * <p>What is wrong in a layer (a file that cannot be read, an unknown key) is a problem. It is left out of the layer,
 * so that one typo does not cause a second complaint.
 */
public final class ConfigLayers {
    private static final String ROOT = "switchboard";
    private static final ConfigResolveOptions WITHOUT_ENVIRONMENT =
            ConfigResolveOptions.defaults().setUseSystemEnvironment(false);

    private final SettingKeys keys;
    private final Config file;
    private final Config environment;
    private final Config properties;
    private final Config effective;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigLayers(@Nullable Path path, Map<String, String> environment, Properties properties) {
        Config reference = reference();
        keys = SettingKeys.of(reference);
        file = path == null ? ConfigFactory.empty() : known(readFile(path, environment));
        this.environment = fromEnvironment(environment);
        this.properties = known(fromProperties(properties));
        effective = this.properties
                .withFallback(this.environment)
                .withFallback(file)
                .withFallback(reference);
    }

    /**
     * Reads every layer.
     *
     * @param file null for none
     * @param environment such as {@link System#getenv()}
     * @param properties such as {@link System#getProperties()}
     */
    public static ConfigLayers load(@Nullable Path file, Map<String, String> environment, Properties properties) {
        return new ConfigLayers(file, environment, properties);
    }

    /** The defaults alone, whatever the environment says. */
    static Config reference() {
        ClassLoader loader = ConfigLayers.class.getClassLoader();
        return ConfigFactory.parseResources(loader, "switchboard/pekko.conf")
                .withFallback(ConfigFactory.parseResources(loader, "reference.conf"))
                .resolve(WITHOUT_ENVIRONMENT);
    }

    /** What counts: resolved, and with the libraries' own settings in it. */
    public Config effective() {
        return effective;
    }

    /** What was wrong with the layers themselves. Values are judged where they are read. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Every setting of Switchboard in the order of {@code reference.conf}. */
    public SettingKeys keys() {
        return keys;
    }

    /** Where the value of a setting comes from, for people. */
    public String sourceOf(String key) {
        if (properties.hasPath(key)) {
            return "system property";
        }
        if (environment.hasPath(key)) {
            return EnvironmentNames.of(key);
        }
        if (file.hasPath(key)) {
            return file.getValue(key).origin().description();
        }
        return "default";
    }

    private Config readFile(Path path, Map<String, String> environment) {
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            problems.add(new Problem("--config", path.toString(), "a file that can be read"));
            return ConfigFactory.empty();
        }
        try {
            // A file may use other variables of the environment: they come from the map that was given, as all do.
            Config variables =
                    ConfigValueFactory.fromMap(environment, "environment").toConfig();
            Config parsed = ConfigFactory.parseFile(
                    path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            Config resolved = parsed.resolveWith(parsed.withFallback(variables), WITHOUT_ENVIRONMENT);
            tellOfMissingRoots(resolved);
            return resolved;
        } catch (ConfigException e) {
            problems.add(new Problem("--config", String.valueOf(e.getMessage()), "HOCON, as in conf/switchboard.conf"));
            return ConfigFactory.empty();
        }
    }

    /** Documents name settings without their root. A setting that a file names so would be ignored without a word. */
    private void tellOfMissingRoots(Config file) {
        for (Map.Entry<String, ConfigValue> entry : file.entrySet()) {
            String meant = ROOT + "." + entry.getKey();
            if (keys.find(meant).isPresent()) {
                problems.add(new Problem(entry.getKey(), "no such setting", meant));
            }
        }
    }

    private Config fromEnvironment(Map<String, String> variables) {
        Map<String, String> keyByName = new LinkedHashMap<>();
        for (SettingKeys.Key key : keys.all()) {
            keyByName.put(key.environment(), key.path());
        }
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
            String name = variable.getKey();
            String key = keyByName.get(name);
            if (key != null) {
                config = config.withValue(key, ConfigValueFactory.fromAnyRef(variable.getValue(), name));
            } else if (name.startsWith(EnvironmentNames.PREFIX)) {
                problems.add(unknown(name, List.copyOf(keyByName.keySet())));
            }
        }
        return config;
    }

    private static Config fromProperties(Properties properties) {
        Properties own = new Properties();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(ROOT + ".") || name.startsWith("pekko.")) {
                own.setProperty(name, properties.getProperty(name));
            }
        }
        return ConfigFactory.parseProperties(own);
    }

    /** A layer without the keys of ours that do not exist; each of them is a problem. */
    private Config known(Config layer) {
        if (!layer.hasPathOrNull(ROOT)) {
            return layer;
        }
        Map<String, ConfigValue> found = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : layer.withOnlyPath(ROOT).entrySet()) {
            found.put(entry.getKey(), entry.getValue());
        }
        Config cleaned = layer;
        for (Map.Entry<String, ConfigValue> entry : found.entrySet()) {
            if (keys.find(entry.getKey()).isEmpty()) {
                problems.add(unknown(entry.getKey(), keys.paths()));
                cleaned = cleaned.withoutPath(entry.getKey());
            }
        }
        return cleaned;
    }

    private static Problem unknown(String name, List<String> known) {
        String nearest = NearestName.of(name, known).orElseThrow();
        return new Problem(name, "no such setting", "what config doc lists; the nearest is " + nearest);
    }
}

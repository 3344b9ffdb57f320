package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting that exists, as {@code reference.conf} documents it. Immutable. */
public final class SettingKeys {
    private static final String ROOT = "switchboard";

    /**
     * @param path for example {@code switchboard.http.max-body}
     * @param comment what it means, line by line
     * @param defaultValue as written in HOCON
     * @param environment the variable that overrides it
     */
    public record Key(String path, List<String> comment, String defaultValue, String environment) {
        public Key {
            comment = List.copyOf(comment);
        }
    }

    private final List<Key> keys;

    private SettingKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The keys of this version of the program. */
    public static SettingKeys known() {
        return of(ConfigLayers.reference());
    }

    static SettingKeys of(Config reference) {
        List<Map.Entry<String, ConfigValue>> entries =
                new ArrayList<>(reference.withOnlyPath(ROOT).entrySet());
        entries.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
        List<Key> keys = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> entry : entries) {
            keys.add(new Key(
                    entry.getKey(),
                    entry.getValue().origin().comments().stream()
                            .map(String::strip)
                            .toList(),
                    written(entry.getValue()),
                    EnvironmentNames.of(entry.getKey())));
        }
        return new SettingKeys(keys);
    }

    /** In the order of {@code reference.conf}. */
    public List<Key> all() {
        return keys;
    }

    /** The full paths, in the same order. */
    public List<String> paths() {
        return keys.stream().map(Key::path).toList();
    }

    /** The key with this full path. */
    public Optional<Key> find(String path) {
        return keys.stream().filter(key -> key.path().equals(path)).findFirst();
    }

    /** A value as it may be written into a file. */
    public static String written(ConfigValue value) {
        return value.render(ConfigRenderOptions.concise());
    }
}

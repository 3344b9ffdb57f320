package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads settings by their full path and keeps going: a value that cannot be used becomes a {@link Problem} and the
 * smallest allowed value stands in for it, so that all problems can be reported together. What was read must not be
 * used unless {@link #problems} is empty.
 */
public final class SettingsReader {
    private static final String DEFAULTS = "reference.conf";

    private final Config config;
    private final long heapBytes;
    private final List<Problem> problems;
    private final Map<String, Reduced> reduced = new HashMap<>();

    /**
     * One of a list of settings that belong together.
     *
     * @param path what its settings stand below, as people are told of it: {@code switchboard.auth.issuers.0}
     * @param reader reads these; what it finds wrong is a problem of the whole
     */
    public record Section(String path, SettingsReader reader) {
        /** The full path of one of its settings. */
        public String key(String name) {
            return path + "." + name;
        }
    }

    /**
     * What counts instead of a default that is more than its share of the heap.
     *
     * @param bytes the share
     * @param percentOfHeap the share
     */
    public record Reduced(long bytes, int percentOfHeap, long heapBytes) {}

    /** For a server in this process, with its heap. */
    public SettingsReader(Config config) {
        this(config, Runtime.getRuntime().maxMemory());
    }

    /** @param heapBytes the most that the heap may take */
    SettingsReader(Config config, long heapBytes) {
        this(config, heapBytes, new ArrayList<>());
    }

    private SettingsReader(Config config, long heapBytes, List<Problem> problems) {
        this.config = config;
        this.heapBytes = heapBytes;
        this.problems = problems;
    }

    /** A whole number. */
    public int integer(String key, int min, int max) {
        return bounded(key, min, max, min + " to " + max, path -> Math.toIntExact(whole(path)));
    }

    /** A size such as {@code 64 KiB} or {@code 1048576}. */
    public long bytes(String key, long min, long max) {
        return bounded(key, min, max, min + " to " + max + " bytes, for example 64 KiB", config::getBytes);
    }

    /** A size, or a word that stands for another value. */
    public long bytesOr(String word, long valueOfWord, String key, long min, long max) {
        String found = config.hasPath(key) ? config.getValue(key).unwrapped().toString() : "";
        if (found.equalsIgnoreCase(word)) {
            return valueOfWord;
        }
        return bounded(
                key, min, max, word + ", or " + min + " to " + max + " bytes, for example 64 GiB", config::getBytes);
    }

    /**
     * A size of something that is kept in the heap, and may take no more than a share of it. A default that is more
     * than the share gives way to it; a size that somebody has set is refused.
     *
     * @param percentOfHeap the share, so chosen that all shares together leave enough of the heap for everything else
     */
    public long memory(String key, long min, long max, int percentOfHeap) {
        long share = Math.max(min, heapBytes / 100 * percentOfHeap);
        long bytes = bytes(key, min, max);
        if (bytes <= share) {
            return bytes;
        }
        if (!isDefault(key)) {
            refuse(
                    key,
                    config.getValue(key).unwrapped().toString(),
                    "at most " + share + " bytes, " + percentOfHeap + "% of a heap of " + heapBytes
                            + " bytes: see -Xmx");
        } else {
            reduced.put(key, new Reduced(share, percentOfHeap, heapBytes));
        }
        return share;
    }

    /**
     * A number of things that are each kept in the heap. A default that is more than fit into a share of it gives way
     * to as many as do; a number that somebody has set is refused only if they would not leave a third of the heap for
     * everything else.
     *
     * @param bytesEach what one takes
     * @param percentOfHeap the share of a default
     */
    public int count(String key, int min, int max, long bytesEach, int percentOfHeap) {
        int count = integer(key, min, max);
        if (isDefault(key)) {
            return (int) Math.min(count, Math.max(min, heapBytes / 100 * percentOfHeap / bytesEach));
        }
        long most = Math.max(min, heapBytes / 3 * 2 / bytesEach);
        if (count > most && sound(key)) {
            refuse(
                    key,
                    Integer.toString(count),
                    "at most " + most + ", which take two thirds of a heap of " + heapBytes + " bytes: see -Xmx");
        }
        return count;
    }

    private boolean isDefault(String key) {
        return DEFAULTS.equals(config.getValue(key).origin().resource());
    }

    /** A time such as {@code 30s} or {@code 500ms}. */
    public Duration duration(String key, Duration min, Duration max) {
        return bounded(key, min, max, inWords(min) + " to " + inWords(max), config::getDuration);
    }

    /** {@code true} or {@code false}, or another word that HOCON has for these. */
    public boolean flag(String key) {
        try {
            return config.getBoolean(key);
        } catch (ConfigException e) {
            return problem(key, "true or false", false);
        }
    }

    /** Any text, also an empty one. */
    public String text(String key) {
        try {
            return config.getString(key);
        } catch (ConfigException e) {
            return problem(key, "a text", "");
        }
    }

    /** One of a few words: the names of the constants in lower case. */
    public <E extends Enum<E>> E choice(String key, Class<E> choices) {
        E[] constants = choices.getEnumConstants();
        String found = config.hasPath(key) ? config.getValue(key).unwrapped().toString() : "";
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(found)) {
                return constant;
            }
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return problem(key, String.join(", ", words), constants[0]);
    }

    /** A list, or, as environment variables hold no lists, one text with commas. */
    public List<String> texts(String key) {
        try {
            return config.getStringList(key);
        } catch (ConfigException.WrongType notAList) {
            List<String> values = new ArrayList<>();
            for (String value : text(key).split(",", -1)) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
            return List.copyOf(values);
        } catch (ConfigException e) {
            return problem(key, "a list of texts", List.of());
        }
    }

    /**
     * A list of objects, each with settings of its own, or, as environment variables hold no lists, one text with such
     * a list in it.
     *
     * @param defaults every setting that one of them may have, with what counts where it is not there
     */
    public List<Section> sections(String key, Config defaults) {
        List<Section> sections = new ArrayList<>();
        for (Config found : objects(key)) {
            String path = key + "." + sections.size();
            for (String name : found.root().keySet()) {
                if (!defaults.root().containsKey(name)) {
                    refuse(
                            path + "." + name,
                            "no such setting",
                            "the nearest is "
                                    + NearestName.of(name, defaults.root().keySet())
                                            .orElseThrow());
                }
            }
            sections.add(new Section(
                    path, new SettingsReader(found.withFallback(defaults).atPath(path), heapBytes, problems)));
        }
        return List.copyOf(sections);
    }

    private List<? extends Config> objects(String key) {
        String allowed = "a list of objects, for example [{ issuer = \"https://login.school.example\" }]";
        try {
            return config.getValue(key).valueType() == ConfigValueType.STRING
                    ? ConfigFactory.parseString("list = " + config.getString(key))
                            .getConfigList("list")
                    : config.getConfigList(key);
        } catch (ConfigException e) {
            return problem(key, allowed, List.of());
        }
    }

    /** A file or folder; need not exist. */
    public Path path(String key) {
        String written = text(key);
        try {
            if (!written.isBlank()) {
                return Path.of(written);
            }
        } catch (InvalidPathException notAPath) {
            // Falls through: an empty path and an impossible one are the same mistake.
        }
        return sound(key) ? problem(key, "a path", Path.of("")) : Path.of("");
    }

    /** Whether nothing is wrong with these settings, so that they can be compared with each other. */
    public boolean sound(String... keys) {
        return problems.stream().noneMatch(problem -> List.of(keys).contains(problem.key()));
    }

    /** Adds a problem that only the caller can see, such as one between two settings. */
    public void refuse(String key, String value, String allowed) {
        problems.add(new Problem(key, value, allowed));
    }

    /** Whether the default of this setting, which was read, gave way to its share of the heap, and to what. */
    public Optional<Reduced> reduced(String key) {
        return Optional.ofNullable(reduced.get(key));
    }

    /** All that was found so far, in the order in which the settings were read. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    private <T extends Comparable<T>> T bounded(String key, T min, T max, String allowed, Function<String, T> read) {
        try {
            T value = read.apply(key);
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
        } catch (ConfigException | ArithmeticException unreadable) {
            // Falls through: out of range and unreadable are the same mistake to whoever wrote it.
        }
        return problem(key, allowed, min);
    }

    private <T> T problem(String key, String allowed, T standIn) {
        String found = config.hasPath(key) ? config.getValue(key).unwrapped().toString() : "missing";
        problems.add(new Problem(key, found, allowed));
        return standIn;
    }

    /** Typesafe config cuts 1.5 to 1 without a word. */
    private long whole(String key) {
        Number number = config.getNumber(key);
        if (number instanceof Double && number.doubleValue() != Math.rint(number.doubleValue())) {
            throw new ArithmeticException("not a whole number");
        }
        return config.getLong(key);
    }

    private static String inWords(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}

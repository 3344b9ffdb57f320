package switchboard.testing;

import com.typesafe.config.ConfigFactory;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import switchboard.settings.SettingsReader;

/** Records of many values, as settings are, made from others: what a test changes is told by its name. */
public final class Records {
    private Records() {}

    /** What a component is to be. */
    public record Change(String name, Object value) {}

    public static Change set(String component, Object value) {
        return new Change(component, value);
    }

    /** Settings as they are where nobody has set any. */
    public static <R extends Record> R defaults(Function<SettingsReader, R> from) {
        return from.apply(new SettingsReader(ConfigFactory.defaultReference()));
    }

    /**
     * A copy with some components changed.
     *
     * @throws IllegalArgumentException if the record has no component of a name, or it takes no such value
     */
    public static <R extends Record> R with(R base, Change... changed) {
        Map<String, Object> changes = new LinkedHashMap<>();
        for (Change change : changed) {
            changes.put(change.name(), change.value());
        }
        try {
            List<Class<?>> types = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            for (RecordComponent component : base.getClass().getRecordComponents()) {
                types.add(component.getType());
                boolean isChanged = changes.containsKey(component.getName());
                values.add(
                        isChanged
                                ? fitting(component.getType(), changes.remove(component.getName()))
                                : valueOf(component, base));
            }
            if (!changes.isEmpty()) {
                throw new IllegalArgumentException(base.getClass().getSimpleName() + " has no " + changes.keySet());
            }
            var constructor = base.getClass().getDeclaredConstructor(types.toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            @SuppressWarnings("unchecked")
            R copy = (R) constructor.newInstance(values.toArray());
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(base + " with " + List.of(changed), e);
        }
    }

    private static Object valueOf(RecordComponent component, Record of) throws ReflectiveOperationException {
        component.getAccessor().setAccessible(true);
        return component.getAccessor().invoke(of);
    }

    /** As an assignment would do it. */
    private static Object fitting(Class<?> type, Object value) {
        return type == long.class && value instanceof Integer number ? Long.valueOf(number) : value;
    }
}

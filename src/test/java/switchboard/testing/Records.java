package switchboard.testing;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of many values, as settings are, made from others: what a test changes is told by its name. */
public final class Records {
    private Records() {}

    /**
     * A copy with some components changed.
     *
     * @param namesAndValues a component's name, its value, the next name …
     * @throws IllegalArgumentException if the record has no component of a name, or it takes no such value
     */
    public static <R extends Record> R with(R base, Object... namesAndValues) {
        Map<Object, Object> changes = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            changes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        try {
            List<Class<?>> types = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            for (RecordComponent component : base.getClass().getRecordComponents()) {
                types.add(component.getType());
                boolean changed = changes.containsKey(component.getName());
                values.add(
                        changed
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
            throw new IllegalArgumentException(base + " with " + List.of(namesAndValues), e);
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

package switchboard.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One value of each kind that a sealed type permits: what handles the type must handle all of these. */
public final class EachOf {
    private EachOf() {}

    /** The types that a sealed one stands for in the end: those without types below them. */
    public static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(EachOf::kinds) : Stream.of(type);
    }

    /**
     * One of each kind, sealed types among them looked through.
     *
     * @param parts what records are made of: for each component, the first that has its type
     */
    public static <T> List<T> type(Class<T> sealed, Object... parts) {
        List<T> values = new ArrayList<>();
        kinds(sealed)
                .forEach(kind ->
                        values.add(sealed.cast(kind.isEnum() ? kind.getEnumConstants()[0] : record(kind, parts))));
        return values;
    }

    private static Object record(Class<?> kind, Object... parts) {
        RecordComponent[] components = kind.getRecordComponents();
        try {
            Constructor<?> constructor = kind.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(components)
                    .map(component -> part(kind, component, parts))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("cannot make a " + kind, e);
        }
    }

    private static Object part(Class<?> kind, RecordComponent component, Object... parts) {
        Class<?> type = component.getType();
        if (type == long.class) {
            return 0L;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == List.class) {
            return List.of();
        }
        return Arrays.stream(parts)
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing given for " + component + " of " + kind));
    }
}

package switchboard.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A property: the method takes the seed, a {@code long}, of everything that it makes up. The seeds are other ones in
 * each run, so that it looks further every time. A failure begins with its seed; {@code -Dswitchboard.seed=N} runs that
 * one alone.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(SeededTest.SeedsOfOne.class)
@ExtendWith(SeededTest.ShownOnFailure.class)
public @interface SeededTest {
    int seeds() default 100;

    final class SeedsOfOne implements ArgumentsProvider, AnnotationConsumer<SeededTest> {
        private int count;

        @Override
        public void accept(SeededTest annotation) {
            count = annotation.seeds();
        }

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            Stream<Long> seeds = Seeds.given()
                    .map(Stream::of)
                    .orElseGet(() -> new SplittableRandom().longs(count).boxed());
            return seeds.map(Arguments::of);
        }
    }

    /** Build logs name a test by its method and a running number only. */
    final class ShownOnFailure implements TestExecutionExceptionHandler {
        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
            throw new AssertionError(context.getDisplayName() + ": " + failure.getMessage(), failure);
        }
    }
}

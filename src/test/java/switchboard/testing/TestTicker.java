package switchboard.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic time that stands still until a test moves it. Thread-safe. */
public final class TestTicker implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(1);

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}

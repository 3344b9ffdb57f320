package switchboard.store.sqlite;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import switchboard.jmh.DatabasePiece;
import switchboard.jmh.Samples;
import switchboard.store.StoreException;
import switchboard.store.Write;
import switchboard.store.Written;

/** A group of messages of one session, on disk when the call returns. The score is the time of one message. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AppendBenchmark extends DatabasePiece {
    private Write append;

    @Setup
    public void write() {
        append = question(Samples.STUDENT);
    }

    @Benchmark
    @OperationsPerInvocation(1)
    public Object groupOf1() throws StoreException {
        return write(1);
    }

    @Benchmark
    @OperationsPerInvocation(10)
    public Object groupOf10() throws StoreException {
        return write(10);
    }

    @Benchmark
    @OperationsPerInvocation(100)
    public Object groupOf100() throws StoreException {
        return write(100);
    }

    private List<Written> write(int messages) throws StoreException {
        List<Written> written = database.write(Collections.nCopies(messages, append));
        // As the writer's thread does behind each group: or the log would grow, and its cost with it.
        database.lifecycle().tidy();
        return written;
    }
}

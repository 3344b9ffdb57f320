package switchboard.store.history;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import switchboard.jmh.DatabasePiece;
import switchboard.jmh.Samples;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.settings.SettingsReader;
import switchboard.store.StoreException;
import switchboard.store.Write;

/**
 * The log of a class of fifty that has asked 10,000 questions, read page after page. The score is the time of one of
 * its messages.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReadBenchmark extends DatabasePiece {
    private static final int MESSAGES = 10_000;
    private static final int STUDENTS = 50;

    private ActorSystem<Void> actors;
    private LogBatchReader reader;

    @Setup
    public void ask() throws StoreException {
        List<Write> questions = IntStream.range(0, MESSAGES)
                .mapToObj(i -> question(new UserId("student-" + i % STUDENTS)))
                .toList();
        database.write(questions);
        actors = ActorSystem.create(Behaviors.empty(), "benchmark");
        HistorySettings settings = HistorySettings.from(new SettingsReader(ConfigFactory.defaultReference()));
        reader = new LogBatchReader(database, settings, FrameWriter::message);
    }

    @TearDown
    public void stopActors() {
        actors.terminate();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byAnInstructor(Blackhole blackhole) throws StoreException {
        read(new View(Samples.TEACHER, Role.INSTRUCTOR, ProtocolVersion.V1, 0), true, blackhole);
    }

    /** Who sees one in fifty. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byAStudent(Blackhole blackhole) throws StoreException {
        read(new View(new UserId("student-7"), Role.STUDENT, ProtocolVersion.V2, 0), false, blackhole);
    }

    private void read(View view, boolean whole, Blackhole blackhole) throws StoreException {
        long after = 0;
        while (after < MESSAGES) {
            LogBatch batch = reader.read(
                    new History.Read(session, view, after, MESSAGES, AddressBlock.UNKNOWN, actors.ignoreRef()), whole);
            blackhole.consume(batch);
            after = batch.upTo();
        }
    }
}

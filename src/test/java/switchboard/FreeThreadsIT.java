package switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Talk;
import switchboard.testing.Seeds;
import switchboard.testing.server.ServerProcess;

/** I4: nobody waits for somebody else's disk or network. The threads that serve all of them wait for neither. */
class FreeThreadsIT {
    private static final int DUMPS = 6;

    /** Those that run actors, and those that serve sockets. */
    private static final Pattern OF_ALL = Pattern.compile("^\"([^\"]*(?:default-dispatcher|sockets)-\\d+)\"");

    /** What waits: for a disk, for a lock of whoever has it, for another thread, or for a time. */
    private static final Pattern WAITS =
            Pattern.compile("at (?:org\\.sqlite\\.|java\\.sql\\.|java\\.io\\.RandomAccessFile\\."
                    + "|java\\.base[^ ]*/sun\\.nio\\.ch\\.FileDispatcherImpl|java\\.base[^ ]*/sun\\.nio\\.ch\\.FileChannelImpl"
                    + "|java\\.lang\\.Thread\\.sleep|java\\.base[^ ]*/java\\.lang\\.Thread\\.sleep"
                    + "|java\\.base[^ ]*/java\\.lang\\.Object\\.wait|java\\.base[^ ]*/java\\.util\\.concurrent\\.CountDownLatch\\.await"
                    + "|java\\.base[^ ]*/java\\.util\\.concurrent\\.CompletableFuture\\.(?:get|join))");

    @TempDir
    private Path data;

    @Test
    void i4UnderLoadNoThreadThatServesAllIsBlocked() {
        try (ServerProcess server = ServerProcess.in(data).withRates(1_000_000).start();
                Classroom room =
                        Classroom.on(server.api(), server::port, data, 8).full(2)) {
            List<Map<String, String>> dumps = new ArrayList<>();
            try (Talk talk = room.talk(Seeds.random())) {
                room.awaitMore(60);
                for (int i = 0; i < DUMPS; i++) {
                    dumps.add(threads(server));
                    room.awaitMore(5);
                }
            }
            assertThat(dumps)
                    .allSatisfy(dump -> assertThat(dump.keySet())
                            .anyMatch(name -> name.contains("default-dispatcher"))
                            .anyMatch(name -> name.contains("sockets")));
            for (int i = 0; i < DUMPS; i++) {
                dumps.get(i)
                        .forEach((name, stack) ->
                                assertThat(stack).as("what waits on " + name).doesNotContainPattern(WAITS));
            }
            for (int i = 1; i < DUMPS; i++) {
                Set<String> twice = blocked(dumps.get(i - 1));
                twice.retainAll(blocked(dumps.get(i)));
                assertThat(twice)
                        .as("blocked in two dumps running: " + dumps.get(i))
                        .isEmpty();
            }
            room.assertAllGotAllThatIsStored();
        }
    }

    private static Set<String> blocked(Map<String, String> dump) {
        Set<String> blocked = new TreeSet<>();
        dump.forEach((name, stack) -> {
            if (stack.contains("java.lang.Thread.State: BLOCKED")) {
                blocked.add(name);
            }
        });
        return blocked;
    }

    /** By name, what each of them does. */
    private static Map<String, String> threads(ServerProcess server) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String thread : server.threads().split("\n\n")) {
            OF_ALL.matcher(thread).results().findFirst().ifPresent(name -> found.put(name.group(1), thread));
        }
        return found;
    }
}

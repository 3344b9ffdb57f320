package switchboard.abuse;

import java.nio.file.Path;
import switchboard.testing.server.ServerProcess;

/** What each attack meets: little memory, and no limit of the rate of one user, which other tests are for. */
final class SmallServer {
    private SmallServer() {}

    static ServerProcess.Starting in(Path data) {
        return ServerProcess.in(data).withHeap("64m").withRates(1_000_000);
    }
}

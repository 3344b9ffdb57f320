package switchboard.http.guard;

import java.util.function.Consumer;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What the guard of a connection can be told to do, by any thread, also after the end of the connection.
 *
 * @param upgrade writes the response and hands the socket over
 * @param giveWay ends the connection soon, with a refusal if there is time for one: others need its memory
 * @param leave ends the connection at once: another socket has its slot
 * @param checkTaken sees whether the socket has taken the answer
 */
record GuardCalls(Consumer<HttpResponse> upgrade, Runnable giveWay, Runnable leave, Runnable checkTaken) {
    /** As long as there is no guard. */
    static final GuardCalls NONE = new GuardCalls(response -> {}, () -> {}, () -> {}, () -> {});
}

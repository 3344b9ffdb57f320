package switchboard.http.guard;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.http.request.RequestHead;

/** Answers the requests of a connection. Thread-safe. */
public interface RequestHandler {
    /**
     * Makes what runs pekko-http on a connection, and has it answer each request; called once at most for each.
     *
     * @param first the answer to the first request, where it is known already
     */
    Flow<ByteString, ByteString, NotUsed> http(Exchange exchange, @Nullable HttpResponse first);

    /**
     * Answers a handshake that comes first on its connection. If it is granted, the exchange is upgraded; if not, this
     * completes with the answer, for {@link #http} to write.
     */
    CompletionStage<HttpResponse> handshake(Exchange exchange, RequestHead head);
}

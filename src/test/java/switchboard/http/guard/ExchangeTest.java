package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import switchboard.http.request.RequestHead;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.http.scheduling.Sockets;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.shares.FairBudget;

class ExchangeTest {
    private final FairBudget unsent = new FairBudget(1_000);
    private final OpenRequests openRequests = new OpenRequests();
    private final RequestScheduler scheduler = new RequestScheduler(1, Runnable::run, look -> {}, () -> 0);
    private final Exchange exchange = new Exchange(
            head -> new ClientAddress("192.0.2.1", AddressBlock.UNKNOWN, Optional.empty()),
            new Sockets(1, 1),
            false,
            scheduler.permit(),
            openRequests,
            new Exchange.Budgets(new FairBudget(1_000), unsent));
    private final List<String> said = new ArrayList<>();

    @Test
    void tellsOnceThatTheClientLeaves() {
        exchange.whenClientLeaves(() -> said.add("left"));
        assertThat(said).isEmpty();
        exchange.clientLeft();
        exchange.close();
        assertThat(said).containsExactly("left");
    }

    @Test
    void tellsAtOnceWhoComesLate() {
        exchange.clientLeft();
        exchange.whenClientLeaves(() -> said.add("left"));
        assertThat(said).containsExactly("left");
    }

    @Test
    void tellsNobodyWhoCaresNoMore() {
        exchange.whenClientLeaves(() -> said.add("left"));
        exchange.forgetClient();
        exchange.clientLeft();
        assertThat(said).isEmpty();
        assertThat(exchange.hasClientLeft()).isTrue();
    }

    @Test
    void theEndOfTheConnectionIsTheClientsToo() {
        exchange.whenClientLeaves(() -> said.add("left"));
        exchange.close();
        assertThat(said).containsExactly("left");
    }

    @Test
    void anAnswerIsTakenOnceItWasGivenAndTheSocketWantsMore() {
        exchange.requestArrived(RequestHead.UNREAD, true);
        assertThat(exchange.holdRequest(30)).isTrue();
        assertThat(exchange.holdAnswer(500)).isTrue();
        exchange.bytesCome(); // 100 Continue, before the answer.
        exchange.allTaken();
        assertThat(unsent.held()).isEqualTo(530);
        exchange.answered();
        exchange.allTaken();
        assertThat(unsent.held()).isEqualTo(530);
        assertThat(exchange.untaken()).isNotNull();
        exchange.bytesCome();
        exchange.allTaken();
        assertThat(unsent.held()).isZero();
        assertThat(exchange.untaken()).isNull();
    }

    /** With a body in two pieces it held its permit until the disk had answered. */
    @Test
    void aRequestThatWaitsHasNoPermitAndTakesOneAgainToGoOn() {
        CompletableFuture<HttpResponse> fromTheDisk = new CompletableFuture<>();
        CompletableFuture<String> body = new CompletableFuture<>();
        CompletableFuture<HttpResponse> answer = exchange.withPermit(
                        Runnable::run,
                        () -> body.thenCompose(read -> exchange.withPermit(Runnable::run, () -> fromTheDisk)))
                .toCompletableFuture();
        body.complete("{}");
        RequestScheduler.Permit other = scheduler.permit();
        assertThat(other.acquire(AddressBlock.UNKNOWN, () -> {})).isTrue();

        fromTheDisk.complete(HttpResponse.create());
        assertThat(answer).isNotDone();
        other.release();
        assertThat(answer).isDone();
    }

    @Test
    void aRequestIsOpenUntilItsClientHasTheAnswer_I10() {
        exchange.requestArrived(RequestHead.UNREAD, true);
        CompletableFuture<Done> none = openRequests.none().toCompletableFuture();
        exchange.answered();
        exchange.bytesCome();
        assertThat(none).isNotDone();
        exchange.allTaken();
        assertThat(none).isDone();
    }

    @Test
    void aRequestWhoseBodyDoesNotComeIsWaitedForByNobody_I10() {
        exchange.requestArrived(RequestHead.UNREAD, false);
        assertThat(openRequests.none().toCompletableFuture()).isDone();
    }

    @Test
    void aRequestIsOverWithItsConnection_I10() {
        exchange.requestArrived(RequestHead.UNREAD, true);
        exchange.close();
        assertThat(openRequests.none().toCompletableFuture()).isDone();
    }

    @Test
    void anAnswerInPiecesIsTakenAtItsEnd() {
        exchange.guardedBy(new GuardCalls(response -> {}, () -> {}, () -> {}, exchange::allTaken));
        exchange.requestArrived(RequestHead.UNREAD, true);
        exchange.streamBegins();
        exchange.answered();
        exchange.bytesCome();
        assertThat(exchange.holdAnswer(100)).isTrue();
        exchange.allTaken();
        assertThat(unsent.held()).isEqualTo(100);
        exchange.streamEnds();
        assertThat(unsent.held()).isZero();
    }

    @Test
    void anAnswerThatComesTooLateIsKeptForNobody() {
        exchange.requestArrived(RequestHead.UNREAD, true);
        exchange.holdRequest(30);
        exchange.close();
        assertThat(unsent.held()).isZero();
        exchange.holdAnswer(500);
        assertThat(unsent.held()).isZero();
    }

    @Test
    void theNextRequestWaitsForTheAnswerBefore() {
        exchange.requestArrived(RequestHead.UNREAD, true);
        exchange.answered();
        Objects.requireNonNull(exchange.untaken()).thenRun(() -> said.add("next"));
        assertThat(said).isEmpty();
        exchange.bytesCome();
        exchange.allTaken();
        assertThat(said).containsExactly("next");
    }
}

package switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.server.SharedServer;

/** What a browser lets pages of other origins do with the server, with the settings as they are. */
class ForeignPageInBrowserIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    /** Each call by itself, and what came of it: a status, or what the browser says. */
    private static final String CALLS = """
            async ([server, session]) => {
              const said = (call) => call.then((answer) => String(answer.status || answer.type), () => 'failed');
              const element = (name, url) => new Promise((done) => {
                const made = document.createElement(name);
                made.onload = () => done('loaded');
                made.onerror = () => done('failed');
                made.src = url;
                document.body.append(made);
              });
              const draft = JSON.stringify({ name: 'Of a page', instructor_id: 'eve', student_ids: ['ann'] });
              const socket = () => new Promise((done) => {
                const made = new WebSocket(
                  `${server.replace('http', 'ws')}/ws?user_id=ann&role=student&session_id=${session}`);
                made.onmessage = () => done('opened');
                made.onerror = () => done('failed');
              });
              return [
                await said(fetch(`${server}/api/sessions`)),
                await said(fetch(`${server}/api/sessions`,
                  { method: 'POST', body: draft, headers: { 'Content-Type': 'application/json' } })),
                await said(fetch(`${server}/api/sessions`, { method: 'POST', body: draft, mode: 'no-cors' })),
                await socket(),
                await said(import(`${server}/switchboard.js`).then(() => ({ status: 'imported' }))),
                await element('script', `${server}/api/sessions`),
                await said(fetch(`${server}/api/sessions/${session}`, { method: 'DELETE' })),
              ];
            }""";

    private static List<?> callsOf(String address, String session) {
        Page page = CHROMIUM.profile().newPage();
        page.route(
                address,
                route -> route.fulfill(
                        new FulfillOptions().setContentType("text/html").setBody("<!doctype html><body></body>")));
        page.navigate(address);
        return (List<?>)
                page.evaluate(CALLS, List.of("http://127.0.0.1:" + SERVER.get().port(), session));
    }

    @Test
    void aPageOfAnotherSiteCanDoNothing() {
        CHROMIUM.errors().expect("Access to fetch at ");
        CHROMIUM.errors().expect("Access to script at ");
        CHROMIUM.errors().expect("Failed to load resource: ");
        CHROMIUM.errors().expect("WebSocket connection to ");
        String session = SERVER.get().session("teacher", "ann");

        assertThat(callsOf("https://evil.example/", session))
                .isEqualTo(List.of("failed", "failed", "failed", "failed", "failed", "failed", "failed"));
        assertThat(SERVER.api().statusOf(session)).isEqualTo("active");
        assertThat(SERVER.api().sessions().body()).doesNotContain("Of a page");
    }

    @Test
    void aPageThatIsServedBesideTheServerCanDoAll() {
        // Without CORS it may neither send JSON nor run it.
        CHROMIUM.errors().expect("Failed to load resource: the server responded with a status of 415");
        CHROMIUM.errors().expect("Failed to load resource: net::ERR_BLOCKED_BY_RESPONSE");
        String session = SERVER.get().session("teacher", "ann");

        assertThat(callsOf("http://127.0.0.1:5173/", session))
                .isEqualTo(List.of("200", "201", "failed", "opened", "imported", "failed", "200"));
        assertThat(SERVER.api().statusOf(session)).isEqualTo("ended");
    }
}

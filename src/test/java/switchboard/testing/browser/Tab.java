package switchboard.testing.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import switchboard.testing.client.Caller;

/** A page of the server's own origin that takes part in a session by {@code /switchboard.js}. */
public final class Tab {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path APP = Path.of("src", "test", "js", "testing", "page.html");
    /** The server has no pages, so the browser is given ours at an address of the server's. */
    private static final String ADDRESS = "/page.html";

    private final Page page;
    private final String session;
    private final String user;
    private final String role;

    private Tab(Page page, String session, String user, String role) {
        this.page = page;
        this.session = session;
        this.user = user;
        this.role = role;
    }

    /** Who is to take part in what. */
    public static Opening student(String session, String user) {
        return new Opening(session, user, "student");
    }

    public static Opening instructor(String session, String user) {
        return new Opening(session, user, "instructor");
    }

    public static final class Opening {
        private final Map<String, Object> options = new LinkedHashMap<>();

        private Opening(String session, String user, String role) {
            options.put("sessionId", session);
            options.put("userId", user);
            options.put("role", role);
        }

        /** Any option of {@code connect} that can be written as JSON. */
        public Opening with(String option, Object value) {
            options.put(option, value);
            return this;
        }

        /** Opens the page, and returns when the client is under way; it may not have reached the server yet. */
        public Tab in(BrowserContext profile, int port) {
            Page page = profile.newPage();
            page.route("**" + ADDRESS + "?*", route -> route.fulfill(new FulfillOptions().setPath(APP)));
            Tab tab = new Tab(page, text("sessionId"), text("userId"), text("role"));
            URI origin = URI.create("http://127.0.0.1:" + port);
            page.navigate(origin + ADDRESS + "?options=" + URLEncoder.encode(write(options), StandardCharsets.UTF_8));
            tab.awaitClient();
            return tab;
        }

        private String text(String option) {
            return (String) options.get(option);
        }
    }

    public Page page() {
        return page;
    }

    // -- what its user does

    /** All in one go. */
    public void say(List<String> texts) {
        page.evaluate("texts => texts.forEach(say)", texts);
    }

    /** Says it, and reloads the page after so many milliseconds; at 0 in the same breath. */
    public void sayAndReload(List<String> texts, int afterMs) {
        page.waitForNavigation(() -> page.evaluate("""
                ([texts, afterMs]) => {
                  texts.forEach(say);
                  if (afterMs === 0) location.reload();
                  else setTimeout(() => location.reload(), afterMs);
                }""", List.of(texts, afterMs)));
        awaitClient();
    }

    /** Has a transaction under way until {@link #freeDisk()}: all others on the outbox wait. */
    public void keepDiskBusy() {
        page.evaluate("keepBusy()");
    }

    public void freeDisk() {
        page.evaluate("free()");
    }

    public void reload() {
        page.reload();
        awaitClient();
    }

    /** The event as the browser would send it: it says so of the network, whatever the network does. */
    public void tellOfNetwork(boolean online) {
        page.evaluate("type => dispatchEvent(new Event(type))", online ? "online" : "offline");
    }

    private void awaitClient() {
        page.waitForFunction("() => globalThis.client");
    }

    // -- what its user sees

    public void awaitStatus(String name) {
        page.waitForFunction("name => client.status.name === name", name);
    }

    /** Nothing is unsaved any more, nor on disk for the next page. */
    public void awaitEmptyOutbox() {
        page.evaluate("emptied()");
    }

    public void awaitMessages(int atLeast) {
        page.waitForFunction("count => seen.messages.length >= count", atLeast);
    }

    /** Each status since the page was loaded. */
    public List<String> statuses() {
        return texts("seen.statuses.map(({ name }) => name)");
    }

    /** A list of texts that this expression makes in the page. */
    public List<String> texts(String expression) {
        List<String> texts = new ArrayList<>();
        read(expression).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The app has been handed exactly what the server has for this user, and nothing troubled the client. */
    public void assertWhole(Caller same) {
        assertThat(same.user() + same.role() + same.session()).isEqualTo(user + role + session);
        List<JsonNode> expected = same.readAll().stream().map(Tab::parse).toList();
        awaitMessages(expected.size());
        assertThat(read("seen.messages")).containsExactlyElementsOf(expected);
        assertThat(read("seen.problems")).isEmpty();
    }

    public JsonNode read(String expression) {
        return parse((String) page.evaluate("() => JSON.stringify(" + expression + ")"));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}

package switchboard.testing.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The page as somebody uses it: everything is found by what a screen reader calls it. */
public final class ClassPage {
    /** The engine, as Deque's library for Playwright brings it. */
    private static final String AXE = resource("/axe.min.js");

    private static final String LOOK = """
            async (options) => (await axe.run(document, options)).violations.flatMap(({id, nodes}) =>
                nodes.map(({html, failureSummary}) => `${id} at ${html}: ${failureSummary}`))
            """;

    private static final Map<String, Object> ALL_RULES = Map.of("resultTypes", List.of("violations"));
    private static final Map<String, Object> CONTRASTS =
            Map.of("resultTypes", List.of("violations"), "runOnly", List.of("color-contrast"));

    private static final int MOST_STEPS = 60;

    private final Page page;
    private final String origin;

    private ClassPage(Page page, String origin) {
        this.page = page;
        this.origin = origin;
    }

    /** @param route what follows the address of the server, such as {@code #/class/…} */
    public static ClassPage open(BrowserContext profile, int port, String route) {
        Page page = profile.newPage();
        String origin = "http://127.0.0.1:" + port + "/";
        page.navigate(origin + route);
        return new ClassPage(page, origin);
    }

    public static ClassPage teacher(BrowserContext profile, int port, String session, String user) {
        return open(profile, port, "#/class/" + session + "/instructor/" + user);
    }

    public static ClassPage student(BrowserContext profile, int port, String session, String user) {
        return open(profile, port, "#/class/" + session + "/student/" + user);
    }

    public Page page() {
        return page;
    }

    /** The id of the session that is open. */
    public String session() {
        return page.url().substring(origin.length()).split("/")[2];
    }

    public Locator button(String name) {
        return byRole(AriaRole.BUTTON, name);
    }

    public Locator field(String label) {
        return byRole(AriaRole.TEXTBOX, label);
    }

    public Locator byRole(AriaRole role, String name) {
        return page.getByRole(role, new GetByRoleOptions().setName(name).setExact(true));
    }

    public Locator alert() {
        return page.getByRole(AriaRole.ALERT);
    }

    /** Without what is only said to a screen reader. */
    public Locator text(String text) {
        return page.locator("main").getByText(text, new Locator.GetByTextOptions().setExact(true));
    }

    /** Writes into the field, and presses the button below it. */
    public void say(String label, String text, String button) {
        field(label).fill(text);
        field(label)
                .locator("xpath=ancestor::form")
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText(button))
                .click();
    }

    /** The names of all tabs, in their order. */
    public List<String> tabs() {
        return page.getByRole(AriaRole.TAB).allInnerTexts().stream()
                .map(label -> label.replaceFirst("\\s*\\d*$", ""))
                .toList();
    }

    public ClassPage tab(String name) {
        page.getByRole(
                        AriaRole.TAB,
                        new GetByRoleOptions().setName(java.util.regex.Pattern.compile("^" + name + "( \\d+)?$")))
                .click();
        return this;
    }

    /** Goes on with the tabulator until this has the focus. */
    public void tabTo(Locator wanted) {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the tabulator does not lead to " + wanted);
    }

    /** Nothing sticks out of a window of this width. */
    public void assertFits(int width) {
        page.setViewportSize(width, 640);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("width of %s", page.url())
                .isLessThanOrEqualTo(width);
    }

    /** As from another program. Typed, some thousand lines take the browser ten seconds. */
    public void paste(String label, String text) {
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.evaluate("text => navigator.clipboard.writeText(text)", text);
        field(label).focus();
        page.keyboard().press("Control+V");
    }

    /** What the page says of its connection. */
    public void awaitStatus(String words) {
        assertThat(page.getByRole(AriaRole.STATUS, new GetByRoleOptions().setName("Connection")))
                .containsText(words);
    }

    /** No violation of what axe checks, in both colour schemes and in forced colours. */
    public void assertAccessible() {
        // A view is drawn when its module has come, which is after the page is loaded.
        page.locator("main").waitFor();
        page.locator("h1").first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        in(ColorScheme.LIGHT, ForcedColors.NONE);
        assertThat(violations(ALL_RULES)).as("%s, light", page.url()).isEmpty();
        in(ColorScheme.DARK, ForcedColors.NONE);
        assertContrasts("dark");
        in(ColorScheme.LIGHT, ForcedColors.ACTIVE);
        assertContrasts("forced colours");
        in(ColorScheme.LIGHT, ForcedColors.NONE);
    }

    /** Nothing else that axe checks depends on colours. */
    private void assertContrasts(String colours) {
        assertThat(violations(CONTRASTS)).as("%s, %s", page.url(), colours).isEmpty();
    }

    private void in(ColorScheme scheme, ForcedColors forced) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme).setForcedColors(forced));
    }

    /** By the engine alone: Deque's own driver loads it anew for each look, and fetches what passed as well. */
    @SuppressWarnings("unchecked")
    private List<String> violations(Map<String, Object> options) {
        if (!(boolean) page.evaluate("'axe' in window")) {
            page.evaluate(AXE);
        }
        return (List<String>) page.evaluate(LOOK, options);
    }

    private static String resource(String name) {
        try (InputStream script = Objects.requireNonNull(ClassPage.class.getResourceAsStream(name))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

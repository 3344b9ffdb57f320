package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;

/** Looking into classes of before, and opening them once more, in a real browser. */
class MyClassesIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting);

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static String create(String teacher, String name, String members) {
        return SERVER.api()
                .post(
                        "/api/sessions",
                        "{\"name\":\"" + name + "\",\"instructor_id\":\"" + teacher + "\"," + members + "}")
                .expect(201)
                .json()
                .at("/session/id")
                .textValue();
    }

    private static ClassPage mine(ClassPage start, String id) {
        start.field("Your id").fill(id);
        start.text("My classes").click();
        return start;
    }

    private static Locator rows(ClassPage start) {
        return start.byRole(AriaRole.LIST, "My classes").getByRole(AriaRole.LISTITEM);
    }

    @Test
    void anEndedClassIsFoundLookedIntoAndOpenedAgainWithTheSameList() {
        // So the client hears that a class has ended.
        CHROMIUM.errors().expect("WebSocket connection to 'ws://[^']*' failed: .*Unexpected response code: 404");
        CHROMIUM.errors().expect("Failed to load resource: .* 404");
        String members = "\"student_ids\":[\"lena\",\"total\",\"zoe\"],"
                + "\"names\":{\"lena\":\"Schmidt, Lena\",\"zoe\":\"Zoë \\\"Zo\\\" Ng\"}";
        String ended = create("again", "Algebra", members);
        SERVER.api().endSession(ended).expect(200);
        create("again", "Biology", "\"student_ids\":[\"ada\"]");
        create("other", "Chemistry", "\"student_ids\":[\"ada\"]");
        ClassPage start = ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), "");
        start.text("My classes").click();
        assertThat(start.text("Type your id below first.")).isVisible();
        start.field("Your id").fill("again");
        start.button("Show the classes that were opened as again").click();

        assertThat(rows(start)).hasCount(2);
        assertThat(rows(start).first()).containsText("Biology");
        start.assertAccessible();
        start.assertFits(320);
        start.byRole(AriaRole.COMBOBOX, "Classes that were opened as again").selectOption("ended");
        assertThat(rows(start)).hasCount(1);
        assertThat(rows(start)).containsText("3 students, ended");

        start.button("Open Algebra again with the same list").click();
        assertThat(start.field("Name of the class")).hasValue("Algebra");
        assertThat(start.field("Name of the class")).isFocused();
        assertThat(start.text("This is the list of Algebra. Change what you like, then open the class."))
                .isVisible();
        start.field("Name of the class").fill("Algebra II");
        start.button("Open the class").click();
        start.awaitStatus("Live");
        JsonNode again =
                SERVER.api().session(start.session()).expect(200).json().path("session");
        JsonNode before = SERVER.api().session(ended).expect(200).json().path("session");
        assertThat(again.path("name").textValue()).isEqualTo("Algebra II");
        assertThat(again.path("student_ids")).isEqualTo(before.path("student_ids"));
        assertThat(again.path("names")).isEqualTo(before.path("names"));

        ClassPage later = mine(ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), ""), "again");
        later.byRole(AriaRole.LINK, "Algebra").click();
        assertThat(later.page())
                .hasURL(later.page().url().replaceFirst("#.*", "") + "#/class/" + ended + "/instructor/again");
        later.awaitStatus("The class has ended");
    }

    @Test
    void manyComePageByPage() {
        for (int i = 0; i < 23; i++) {
            create("many", "Class " + i, "\"student_ids\":[\"ada\"]");
        }
        ClassPage start = mine(ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), ""), "many");
        Locator mine = start.page().locator("details").filter(new Locator.FilterOptions().setHasText("My classes"));

        assertThat(rows(start)).hasCount(20);
        mine.getByText("Show more classes").click();
        assertThat(rows(start)).hasCount(23);
        assertThat(mine.getByText("Show more classes")).hasCount(0);
        start.field("Your id").fill("nobody");
        start.button("Show the classes that were opened as nobody").click();
        assertThat(start.text("No such class was opened as nobody.")).isVisible();
    }

    /** What was typed before is not lost by it. */
    @Test
    void theListThatStoodThereCanBeBroughtBack() {
        create("back", "Algebra", "\"student_ids\":[\"ada\"]");
        ClassPage start = mine(ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), ""), "back");
        start.field("Students").fill("xaver");

        start.button("Open Algebra again with the same list").click();
        assertThat(start.field("Students")).hasValue("id,name\nada,");
        start.button("Bring back what stood there before").click();

        assertThat(start.field("Students")).hasValue("xaver");
        assertThat(start.byRole(AriaRole.TEXTBOX, "Id, line 1")).hasValue("xaver");
    }

    @Test
    void whereTheServerListsNoneItIsSaidAndTheBrowserRemembers(@TempDir Path data) throws Exception {
        try (RunningServer server = RunningServer.in(data)
                .with("switchboard.sessions.listed", "false")
                .start()) {
            ClassPage start = ClassPage.open(CHROMIUM.profile(), server.port(), "");
            start.field("Your id").fill("ines");
            start.field("Name of the class").fill("Algebra");
            start.field("Students").fill("ada");
            start.button("Open the class").click();
            start.awaitStatus("Live");
            start.byRole(AriaRole.LINK, "Switchboard").click();
            mine(start, "ines");

            assertThat(start.page().getByText("This server lists no classes.")).isVisible();
            assertThat(rows(start)).hasCount(1);
            start.assertAccessible();
        }
    }
}

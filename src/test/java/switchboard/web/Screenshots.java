package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Draws the pictures of the README: {@code mvn test -Dtest=Screenshots -DexcludedGroups=}. */
@Tag("screenshots")
class Screenshots {
    private static final Path IMAGES = Path.of("docs", "images");

    private static final String CLASS = "{\"name\":\"Algebra, Monday\",\"instructor_id\":\"ines\",\"student_ids\":"
            + "[\"ada\",\"ben\",\"carl\",\"dora\",\"emil\"],\"names\":{\"ada\":\"Ada Lund\",\"ben\":\"Ben Okoye\","
            + "\"carl\":\"Carl Weiss\",\"dora\":\"Dora Petrova\",\"emil\":\"Emil Sanz\",\"ines\":\"Ms Ines Roth\"}}";

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    @Test
    void ofATeacherAndAStudent() {
        TestSession room = TestSession.in(
                SERVER.get(),
                SERVER.api()
                        .post("/api/sessions", CLASS)
                        .expect(201)
                        .json()
                        .at("/session/id")
                        .textValue());
        ClassPage ada = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ada");
        ClassPage ben = ClassPage.student(CHROMIUM.profile(), port(), room.session(), "ben");
        ClassPage ines = ClassPage.teacher(CHROMIUM.profile(), port(), room.session(), "ines");
        ada.say("Your question", "Why is x squared?", "Send");
        ines.say("Reply to Ada Lund", "Because it is an area: x by x.", "Reply");
        ada.say("Your question", "And a cube?", "Send");
        ben.say("Your question", "Do we need exercise 4, too?", "Send");
        ben.button("Hand up").click();
        ines.say("Message to all students", "Five more minutes!", "Send to all");
        ines.tab("Requests");
        ines.byRole(AriaRole.COMBOBOX, "Answer with").selectOption("code");
        ines.say("Task", "Write a loop that adds 1 to 10.", "Ask");
        assertThat(ines.text("0 of 5 have answered")).isVisible();
        ines.tab("Questions");
        assertThat(ines.text("Do we need exercise 4, too?")).isVisible();
        assertThat(ada.text("Five more minutes!")).isVisible();
        ada.field("Your answer").fill("total = 0\nfor n in range(1, 11):\n  total += n");

        // It is open in a new class.
        ines.button("Invite").click();
        draw(ines.page(), 1000, 800, "teacher.png");
        draw(ada.page(), 390, 844, "student.png");
    }

    private static int port() {
        return SERVER.get().port();
    }

    private static void draw(Page page, int width, int height, String file) {
        page.setViewportSize(width, height);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.evaluate("scrollTo(0, 0)");
        page.screenshot(new Page.ScreenshotOptions().setPath(IMAGES.resolve(file)));
    }
}

package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** The window for a second screen, in a real browser. */
class ProjectorIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static int port() {
        return SERVER.get().port();
    }

    private static void answer(TestSession room, String student, String text) {
        room.studentCaller(student)
                .post("{\"type\":\"request_response\",\"content\":{\"text\":\"" + text + "\"}}")
                .expect(201);
    }

    @Test
    void showsTheClassAndNobodysName() {
        TestSession room = SERVER.room("ada", "bob");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage teacher = ClassPage.teacher(profile, port(), room.session(), "ines");
        teacher.awaitStatus("Live");
        teacher.button("Make a code to join").click();
        String code = teacher.page().locator(".join-code").innerText();
        teacher.button("Invite").click();
        room.studentCaller("ada")
                .post("{\"type\":\"instructor_inbox\",\"content\":{\"text\":\"a secret question\"}}")
                .expect(201);
        room.student("bob");

        Page projector = profile.waitForPage(() -> teacher.button("Projector").click());
        assertThat(projector.getByText(code)).isVisible();
        assertThat(projector.getByText("1 of 2 are here")).isVisible();
        assertThat(projector.getByAltText("QR code with the link to join")).isVisible();
        teacher.tab("Requests").say("Task", "Add 1 and 1.", "Ask");
        assertThat(projector.getByText("Add 1 and 1.")).isVisible();
        answer(room, "ada", "It is 2");
        assertThat(projector.getByText("1 of 2 have answered")).isVisible();
        assertThat(projector.getByText("It is 2")).hasCount(0);

        teacher.byRole(AriaRole.CHECKBOX, "On the projector: show the answers to the present task, without names")
                .check();
        assertThat(projector.getByText("It is 2")).isVisible();
        assertThat(projector.locator("body")).not().containsText(Pattern.compile("ada|bob|ines|secret"));
        teacher.assertAccessible();
        // It has taken nobody's seat.
        teacher.awaitStatus("Live");
        teacher.say("Task", "Add 2 and 2.", "Ask");
        assertThat(projector.getByText("Add 2 and 2.")).isVisible();
        answer(room, "bob", "It is 4");
        assertThat(projector.getByText("1 of 2 have answered")).isVisible();
        assertThat(projector.getByText("It is 4")).hasCount(0);
    }

    @Test
    void saysSoWhenTheTabOfTheTeacherIsGoneAndGoesOnWhenItIsBack() {
        TestSession room = SERVER.room("ada");
        BrowserContext profile = CHROMIUM.profile();
        ClassPage teacher = ClassPage.teacher(profile, port(), room.session(), "ines");
        teacher.awaitStatus("Live");
        String route = "#/class/" + room.session() + "/projector/ines";
        ClassPage projector = ClassPage.open(profile, port(), route);
        assertThat(projector.page().getByText("0 of 1 are here")).isVisible();
        projector.assertAccessible();
        projector.assertFits(320);

        teacher.page().close();
        assertThat(projector.page().getByText("The teacher’s tab is gone or does not answer."))
                .isVisible();
        assertThat(projector.byRole(AriaRole.LINK, "Open the class as its teacher"))
                .isVisible();
        projector.assertAccessible();
        ClassPage again = ClassPage.teacher(profile, port(), room.session(), "ines");
        again.awaitStatus("Live");
        assertThat(projector.page().getByText("The teacher’s tab is gone")).hasCount(0);

        SERVER.api().endSession(room.session()).expect(200);
        assertThat(projector.page().getByText("This class has ended.")).isVisible();

        // Another browser has none.
        ClassPage alone = ClassPage.open(CHROMIUM.profile(), port(), route);
        assertThat(alone.page().getByText("there is none in this browser")).isVisible();
    }
}

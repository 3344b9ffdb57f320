package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.browser.Chromium;
import switchboard.testing.browser.ClassPage;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** The list of a class, as its teacher changes it and its students meet it, in a real browser. */
class RosterInBrowserIT {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(1_000_000));

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static ClassPage teacher(TestSession room) {
        ClassPage teacher =
                ClassPage.teacher(CHROMIUM.profile(), SERVER.get().port(), room.session(), TestSession.TEACHER);
        teacher.awaitStatus("Live");
        teacher.tab("Roster");
        return teacher;
    }

    private static ClassPage student(TestSession room, String user) {
        ClassPage student = ClassPage.student(CHROMIUM.profile(), SERVER.get().port(), room.session(), user);
        student.awaitStatus("Live");
        return student;
    }

    @Test
    void whoComesLateIsAddedByNameAndFindsThemselves() {
        try (TestSession room = SERVER.room("ann")) {
            ClassPage teacher = teacher(room);
            ClassPage door = ClassPage.open(CHROMIUM.profile(), SERVER.get().port(), "#/class/" + room.session());

            teacher.text("Add a student").click();
            teacher.assertAccessible();
            teacher.field("Id").fill("zoe w");
            teacher.button("Add to the class").click();
            assertThat(teacher.alert()).containsText("“zoe w” is not allowed");
            teacher.field("Id").fill("zoe");
            teacher.field("Name, if wanted").fill("Zoë Weiß");
            teacher.button("Add to the class").click();

            assertThat(teacher.text("Zoë Weiß may join now")).isVisible();
            assertThat(teacher.text("0 of 2 online")).isVisible();
            door.page().reload();
            door.byRole(AriaRole.SEARCHBOX, "Find yourself").fill("weiß");
            door.button("Join as Zoë Weiß").click();
            door.awaitStatus("Live");
            assertThat(teacher.text("1 of 2 online")).isVisible();
            teacher.button("Private note to Zoë Weiß").click();
            teacher.say("Private note to Zoë Weiß", "Welcome.", "Send note");
            assertThat(door.text("Welcome.")).isVisible();
        }
    }

    @Test
    void whoIsRemovedWhileTypingIsToldAndKeepsTheText() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            ClassPage teacher = teacher(room);
            ClassPage bob = student(room, "bob");
            bob.field("Your question").fill("What I was about to ask");

            teacher.button("Remove bob").click();
            teacher.assertAccessible();
            teacher.byRole(AriaRole.DIALOG, "Remove bob")
                    .getByRole(AriaRole.BUTTON)
                    .last()
                    .click();

            bob.awaitStatus("You are not in the list of this class any more");
            assertThat(bob.field("Your question")).hasValue("What I was about to ask");
            SERVER.api().addStudents(room.session(), "bob").expect(200);
            bob.page().reload();
            bob.awaitStatus("Live");
            assertThat(bob.field("Your question")).hasValue("What I was about to ask");
            assertThat(teacher.text("1 of 2 online")).isVisible();
        }
    }
}

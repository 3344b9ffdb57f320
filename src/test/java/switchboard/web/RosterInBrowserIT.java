package switchboard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
        return teacher(room, TestSession.TEACHER);
    }

    private static ClassPage teacher(TestSession room, String user) {
        ClassPage teacher = ClassPage.teacher(CHROMIUM.profile(), SERVER.get().port(), room.session(), user);
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

    /** Each call waits until both are there. */
    private static void together(Page one, List<Route> held) {
        one.waitForCondition(() -> held.size() == 2);
        held.forEach(Route::resume);
        held.clear();
    }

    @Test
    void ofTwoWhoChangeTheListAtTheSameMomentNeitherUndoesTheOther() {
        CHROMIUM.errors().expect("Failed to load resource: .* 404");
        try (TestSession room = SERVER.room("ann", "bob")) {
            List<Route> held = new ArrayList<>();
            List<ClassPage> teachers = List.of(teacher(room), teacher(room, "otto"));
            for (ClassPage one : teachers) {
                one.page().route(Pattern.compile("/students"), held::add);
                one.text("Add a student").click();
                one.field("Id").fill("late-" + teachers.indexOf(one));
                one.field("Name, if wanted").fill("Late " + teachers.indexOf(one));
                one.button("Add to the class").click();
            }
            together(teachers.get(0).page(), held);

            for (ClassPage one : teachers) {
                assertThat(one.text("0 of 4 online")).isVisible();
                assertThat(one.button("Private note to Late 0")).isVisible();
                assertThat(one.button("Private note to Late 1")).isVisible();
                one.button("Remove bob").click();
                one.byRole(AriaRole.DIALOG, "Remove bob")
                        .getByRole(AriaRole.BUTTON)
                        .last()
                        .click();
            }
            together(teachers.get(0).page(), held);

            for (ClassPage one : teachers) {
                assertThat(one.text("0 of 3 online")).isVisible();
                assertThat(one.button("Private note to bob")).hasCount(0);
            }
            // Who came second hears that it was done.
            Page any = teachers.get(0).page();
            any.waitForCondition(
                    () -> teachers.stream().mapToInt(one -> one.alert().count()).sum() == 1);
            ClassPage second = teachers.get(teachers.get(0).alert().count() == 1 ? 0 : 1);
            assertThat(second.alert()).containsText("bob");
            second.assertAccessible();
        }
    }

    /** The list went back to what it had been, until the next change. */
    @Test
    void anAnswerThatComesLateHidesNothingOfWhatOthersChangedMeanwhile() {
        try (TestSession room = SERVER.room("ann")) {
            ClassPage teacher = teacher(room);
            Map<Route, APIResponse> late = new HashMap<>();
            teacher.page().route(Pattern.compile("/students"), route -> late.put(route, route.fetch()));
            teacher.text("Add a student").click();
            teacher.field("Id").fill("ben");
            teacher.button("Add to the class").click();
            teacher.page().waitForCondition(() -> late.size() == 1);
            SERVER.api().addStudents(room.session(), "carl").expect(200);
            assertThat(teacher.text("0 of 3 online")).isVisible();

            late.forEach((route, answer) -> route.fulfill(new Route.FulfillOptions().setResponse(answer)));

            assertThat(teacher.text("ben may join now")).isVisible();
            assertThat(teacher.text("0 of 3 online")).isVisible();
        }
    }

    /** It would turn around what others say, or nothing of it would be seen. */
    @Test
    void aNameOfMarksIsRefusedAndNothingIsLost() {
        try (TestSession room = SERVER.room("ann")) {
            ClassPage teacher = teacher(room);
            teacher.text("Add a student").click();
            teacher.field("Id").fill("zoe");
            for (String name : List.of("\u202eZo\u00eb", "\u200f\u200f", "x".repeat(101))) {
                teacher.field("Name, if wanted").fill(name);
                teacher.button("Add to the class").click();
                assertThat(teacher.alert()).containsText("The name cannot be shown (allowed: 1 to 100 characters");
                assertThat(teacher.field("Name, if wanted")).isFocused();
                assertThat(teacher.field("Name, if wanted")).hasValue(name);
            }
            teacher.assertAccessible();
            teacher.field("Name, if wanted").fill("Zo\u00eb");
            teacher.button("Add to the class").click();
            assertThat(teacher.text("Zo\u00eb may join now")).isVisible();
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

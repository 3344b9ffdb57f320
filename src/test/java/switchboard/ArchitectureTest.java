package switchboard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. A package that breaks this is not where the reader of the others looks for it. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("switchboard");

    /** The rules of a class: they take values and a time, return values, and need no actor to be tested. */
    private static final List<String> RULES = List.of(
            "session.SubmitRules",
            "session.Submitter",
            "session.Submissions",
            "session.RateWindow",
            "session.RateLimits",
            "session.TimeRing",
            "session.Routing",
            "session.FanOut",
            "session.Tail",
            "session.TailBudget",
            "session.Presence",
            "session.Places",
            "session.Seats",
            "session.Admissions",
            "store.FailureLadder",
            "store.QueueBounds",
            "store.PageQueue",
            "store.ReadTurns");

    /** What carries messages and {@code content}. */
    private static final List<String> CARRIERS = List.of(
            "protocol.JsonScanner",
            "protocol.FrameReader",
            "protocol.Content",
            "protocol.AsciiFrame",
            "protocol.MessageEncoder",
            "protocol.ReceiptEncoder",
            "http.PostMessageCall",
            "http.ReadMessagesCall",
            "http.MessagesBody");

    /** Each package with those of ours that it may know besides telemetry, time, failures, net, shares and settings, which all may. */
    @ParameterizedTest(name = "{0} knows {1}")
    @CsvSource(
            nullValues = "nobody",
            value = {
                "telemetry, nobody",
                "time, nobody",
                "failures, nobody",
                "net, nobody",
                "shares, nobody",
                "settings, nobody",
                "protocol, nobody",
                "store, protocol",
                "session, protocol store",
                "connection, protocol store session",
                "ops, protocol store session",
                "http, protocol store session connection ops web",
                "web, nobody",
                "cluster, protocol store session",
                "bench, protocol",
            })
    void packagesKnowOnlyWhatIsLeftOfThem(String name, String others) {
        List<String> allowed = new ArrayList<>(List.of(
                of(name), of("telemetry"), of("settings"), of("time"), of("failures"), of("net"), of("shares")));
        if (others != null) {
            for (String other : others.split(" ")) {
                allowed.add(of(other));
            }
        }
        check(noClasses()
                .that()
                .resideInAPackage(of(name))
                .should()
                .dependOnClassesThat(resideInAPackage("switchboard..")
                        .and(not(resideInAnyPackage(allowed.toArray(String[]::new))))));
    }

    @Test
    void noCycles() {
        check(slices().matching("switchboard.(*)..").should().beFreeOfCycles());
        check(slices().matching("switchboard.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyTheRootKnowsADialect() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", "switchboard.store.sqlite..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("switchboard.store.sqlite.."));
    }

    @Test
    void noPekkoInProtocolNorInTheRules() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        of("protocol"), of("settings"), of("telemetry"), of("net"), of("shares"), of("bench"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.pekko.."));
        for (String rule : RULES) {
            check(noClasses()
                    .that()
                    .haveNameMatching("switchboard\\." + rule.replace(".", "\\.") + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.pekko.."));
        }
    }

    /** What leaves the store for clients is a {@code Trouble}, whose words are for anybody. */
    @Test
    void onlyTheStoreAndTheStartKnowTheSentencesForOperators() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", of("store"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("switchboard\\.store\\.StoreException"));
        check(noClasses()
                .that()
                .haveNameMatching("switchboard\\.store\\.(Pending.*|Answers|AppendOutcome.*)")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("switchboard\\.store\\.StoreException"));
    }

    @Test
    void jdbcOnlyInTheStore() {
        onlyIn("java.sql..", of("store"));
        onlyIn("org.sqlite..", of("store"));
    }

    @Test
    void pekkoHttpOnlyWhereHttpIsSpoken() {
        onlyIn("org.apache.pekko.http..", of("http"), of("web"), of("connection"), of("bench"));
    }

    /**
     * Decision 8: each mapper learns all types anew, and has limits of its own. The bench is a client, with its own; and what
     * earlier servers have stored is read without limits.
     */
    @Test
    void oneMapperForAllJsonThatIsNoMessage() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(of("bench"))
                .and()
                .doNotHaveFullyQualifiedName("switchboard.protocol.ProtocolJson")
                .and()
                .doNotHaveFullyQualifiedName("switchboard.protocol.StoredJson")
                .should()
                .callConstructor(ObjectMapper.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(JsonMapper.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(JsonFactory.class));
        onlyIn("org.apache.pekko.http.javadsl.marshallers..", of("http"));
    }

    /** Decision 6: what strangers write is cut out of the text that was checked, not built anew. */
    @Test
    void messagesPassNoMapper() {
        for (String carrier : CARRIERS) {
            check(noClasses()
                    .that()
                    .haveNameMatching("switchboard\\." + carrier.replace(".", "\\.") + "(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml.jackson.."));
        }
    }

    @Test
    void timeComesFromAnInjectedClockOrTicker() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", of("bench"))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone"));
    }

    @Test
    void nobodySleeps() {
        check(noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class));
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("switchboard", of("bench"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    /** Others write {@code Session.Submit}: a message has no type of its own at the top of a file. */
    @Test
    void actorsAreNotInstantiatedFromOutside() {
        check(classes()
                .that()
                .haveSimpleName("Session")
                .or()
                .haveSimpleName("Sessions")
                .or()
                .haveSimpleName("Connection")
                .or()
                .haveSimpleName("Connections")
                .should()
                .haveOnlyPrivateConstructors());
    }

    private static void onlyIn(String library, String... packages) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    private static void check(ArchRule rule) {
        // A package whose classes are still to come breaks no rule.
        rule.allowEmptyShould(true).check(MAIN);
    }

    private static String of(String name) {
        return "switchboard." + name + "..";
    }
}

package switchboard.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.NodeJs;
import switchboard.testing.server.SharedServer;
import switchboard.testing.tokens.School;

/** The calls of the JavaScript client, to a server that believes tokens alone. */
class JavaScriptCallsTest {
    private static final Path CLIENT = Path.of("src", "main", "resources", "web", "switchboard.js");

    /** Its first token is none that anybody believes. */
    private static final String PROGRAM = """
            import { SessionCalls } from './switchboard.mjs';
            const [url, ida, ann] = process.argv.slice(2);
            const said = (call) => call.then(({ id }) => id, ({ reason, status }) => `${reason} ${status}`);

            const tokens = ['stale', ida];
            const calls = new SessionCalls({ url, token: async () => tokens.shift() });
            const { id } = await calls.create({ name: 'algebra', instructor_id: 'ida', student_ids: ['ann', 'bob'] });
            console.log('left:', tokens.length);
            console.log('list:', (await calls.addStudents(id, [{ user_id: 'carl' }])).student_ids.join());
            const { code } = await calls.makeJoinCode(id);

            const anns = new SessionCalls({ url, token: ann });
            const { messages } = await anns.messages(id, { userId: 'ann', role: 'student' });
            console.log('messages:', messages.length);
            console.log('sees:', (await anns.find(id)).student_ids.join());
            console.log('ends:', await said(anns.end(id)));
            const nobodys = new SessionCalls({ url });
            console.log('finds:', await said(nobodys.find(id)));
            console.log('by code:', (await nobodys.findByCode(code)).session_id === id);
            console.log('ended:', (await calls.end(id)).status);
            """;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withAll(School.settings()));

    @TempDir
    private Path folder;

    @Test
    void bringTheTokenAndAskForAnotherWhereItIsNotTaken() throws Exception {
        Files.copy(CLIENT, folder.resolve("switchboard.mjs"));
        Files.writeString(folder.resolve("program.mjs"), PROGRAM);
        NodeJs.Ended ended = NodeJs.run(
                folder,
                Map.of(),
                "program.mjs",
                "http://127.0.0.1:" + SERVER.get().port(),
                School.token("ida", "instructor"),
                School.token("ann", "student"));
        assertThat(ended.said()).isEqualTo("""
                left: 0
                list: ann,bob,carl
                messages: 0
                sees: ann
                ends: forbidden 403
                finds: unauthorized 401
                by code: true
                ended: ended
                """);
    }
}

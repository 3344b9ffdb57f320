package hivemq;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HiveMQ Community Edition with its defaults, which persist to files; everybody may connect. */
public final class HiveMqServer {
    private static final String CONFIGURATION = """
            <hivemq>
              <listeners>
                <tcp-listener><port>%s</port><bind-address>127.0.0.1</bind-address></tcp-listener>
              </listeners>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    private HiveMqServer() {}

    /** Listens on the port of loopback that the first argument names, with its files in the folder of the second. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"), CONFIGURATION.formatted(args[0]));
        EmbeddedExtension everybody = EmbeddedExtension.builder()
                .withId("everybody")
                .withName("everybody")
                .withVersion("1")
                .withExtensionMain(new Everybody())
                .build();
        EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration)
                .withDataFolder(Files.createDirectories(folder.resolve("data")))
                .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
                .withEmbeddedExtension(everybody)
                .build()
                .start()
                .join();
    }

    /** Without an extension that authenticates, this server lets nobody in. */
    private static final class Everybody implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            Services.securityRegistry()
                    .setAuthenticatorProvider(any -> (com.hivemq.extension.sdk.api.auth.SimpleAuthenticator)
                            (connect, answer) -> answer.authenticateSuccessfully());
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
    }
}

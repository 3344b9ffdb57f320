package switchboard.http.policy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import switchboard.net.Host;

/**
 * The names by which this server may be asked for. A page can also have its own name server lead its own name here (DNS
 * rebinding); to a browser it would then be a page of this server, so such a name is refused. Immutable.
 *
 * <p>The names of the machine are looked up once in the life of the process, by a thread of their own. Where the
 * machine's name service does not answer, that takes many seconds, and the names are unknown until then.
 */
public final class ServerNames {
    /** All names, in the settings. */
    static final String ANY = "*";

    private static final CompletableFuture<Set<Host>> OF_MACHINE = new CompletableFuture<>();

    static {
        Thread asking = new Thread(() -> OF_MACHINE.complete(ofMachine()), "names-of-this-machine");
        asking.setDaemon(true);
        asking.start();
    }

    private final boolean any;
    private final Set<Host> named = new HashSet<>();

    /** @param named further ones, as the settings have them: hosts, or {@link #ANY} */
    public ServerNames(Collection<String> named) {
        any = named.contains(ANY);
        for (String name : named) {
            Host.parse(name).ifPresent(host -> this.named.add(host.withoutEndingDot()));
        }
    }

    /** Whether this may stand in the settings. */
    static boolean isName(String written) {
        return written.equals(ANY) || Host.parse(written).isPresent();
    }

    boolean takesAny() {
        return any;
    }

    /** Whether an operator has said that this is a name of the server. */
    boolean isNamed(Host host) {
        return named.contains(host.withoutEndingDot());
    }

    /** Whether this is a name of the server. An address always is: no name server can lead it elsewhere. */
    boolean isOwn(Host host) {
        return any
                || host.isAddress()
                || host.isLoopback()
                || isNamed(host)
                || OF_MACHINE.getNow(Set.of()).contains(host.withoutEndingDot());
    }

    private static Set<Host> ofMachine() {
        Set<Host> names = new HashSet<>();
        try {
            InetAddress machine = InetAddress.getLocalHost();
            addForms(names, machine.getHostName());
            addForms(names, machine.getCanonicalHostName());
        } catch (UnknownHostException unknownToItsOwnNameService) {
            addForms(names, kernelsName());
        }
        return Set.copyOf(names);
    }

    /**
     * The name by which multicast DNS may lead others here, whatever this machine's name service knows. Empty if there
     * is none.
     */
    private static String kernelsName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }

    /** With its domain, without it, and as multicast DNS has it. */
    private static void addForms(Set<Host> names, String name) {
        Optional<Host> whole =
                Host.parse(name).filter(host -> !host.isAddress()).map(Host::withoutEndingDot);
        whole.ifPresent(host -> {
            String first = host.text().replaceFirst("\\..*", "");
            names.addAll(List.of(host, new Host(first), new Host(first + ".local")));
        });
    }
}

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
 * The names by which this server may be asked for. A page of a name that is none of them can have had it led here only
 * by its own name server (DNS rebinding), and to a browser it would be a page of this server. Immutable.
 *
 * <p>Those of the machine are asked for once in the life of the process, by a thread of their own: where the machine's
 * name service does not answer that takes many seconds, and until then they are not known.
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

    /** Whether the server is asked for by a name of its own. An address cannot be led elsewhere. */
    boolean isOwn(Host host) {
        return any
                || host.isAddress()
                || host.isLoopback()
                || isNamed(host)
                || OF_MACHINE.getNow(Set.of()).contains(host.withoutEndingDot());
    }

    /** For tests that ask for the machine's. */
    static void awaitThoseOfTheMachine() {
        OF_MACHINE.join();
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
     * Multicast DNS may lead others here by it, whatever this machine's name service knows. Empty where there is none.
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

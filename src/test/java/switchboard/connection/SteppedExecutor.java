package switchboard.connection;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Runs actors one message at a time, in an order that a seed decides: every interleaving that real threads could make
 * can be made, and made again. Only the test's thread ever runs an actor, but for the time in which it is
 * {@link #free}.
 */
final class SteppedExecutor extends AbstractExecutorService {

    /** Named in the configuration of a dispatcher, with a {@code stepped-id} by which a test finds the executor. */
    public static final class Configurator extends ExecutorServiceConfigurator {
        private final String id;

        public Configurator(Config config, DispatcherPrerequisites prerequisites) {
            super(config, prerequisites);
            id = config.getString("stepped-id");
        }

        @Override
        public ExecutorServiceFactory createExecutorServiceFactory(String dispatcher, ThreadFactory threads) {
            return () -> EXECUTORS.computeIfAbsent(id, unseen -> new SteppedExecutor());
        }
    }

    private static final Map<String, SteppedExecutor> EXECUTORS = new ConcurrentHashMap<>();

    private final List<Runnable> waiting = new ArrayList<>();
    private boolean free = true;
    private boolean down;

    static SteppedExecutor of(String id) {
        return EXECUTORS.computeIfAbsent(id, unseen -> new SteppedExecutor());
    }

    /** Lets actors run as they like, on threads of their own. */
    synchronized void free() {
        free = true;
        List<Runnable> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(this::execute);
    }

    /** From now on nothing runs but by {@link #step}. */
    synchronized void stepped() {
        free = false;
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (free) {
            Thread thread = new Thread(task, "free-actor");
            thread.setDaemon(true);
            thread.start();
        } else {
            waiting.add(task);
        }
    }

    /** Runs one of those that wait; returns false if there is none. */
    boolean step(Random random) {
        Runnable next;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return false;
            }
            int chosen = random.nextInt(waiting.size());
            next = waiting.get(chosen);
            waiting.set(chosen, waiting.get(waiting.size() - 1));
            waiting.remove(waiting.size() - 1);
        }
        next.run();
        return true;
    }

    @Override
    public synchronized void shutdown() {
        down = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public synchronized boolean isShutdown() {
        return down;
    }

    @Override
    public synchronized boolean isTerminated() {
        return down;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }
}

// Runs the steps of Kafka's console tools, and prints a line of JSON for each. See ../../../support/steps.ts and
// ../../../support/tools.ts.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public final class ConsoleTools {
  private static final long STEP_TIMEOUT_MS = 45_000;
  private static final int MAX_CHARACTERS = 800;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a step does. It has failed if it throws. */
  interface Step {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    JsonNode task = JSON.readTree(args[args.length - 1]);
    Tool.begin(task);
    Map<String, Step> steps = new HashMap<>(ClientSteps.STEPS);
    steps.putAll(ToolSteps.STEPS);
    for (JsonNode name : task.get("steps")) {
      Map<String, String> result = new LinkedHashMap<>();
      result.put("step", name.asText());
      String problem = problemOf(steps.get(name.asText()));
      if (problem != null) result.put("error", problem.substring(0, Math.min(problem.length(), MAX_CHARACTERS)));
      Tool.REAL_OUT.println(JSON.writeValueAsString(result));
    }
    Tool.end();
    Runtime.getRuntime().halt(0);
  }

  // Each step has a thread of its own, so that one that hangs does not delay the others.
  private static String problemOf(Step step) throws InterruptedException {
    ExecutorService worker = Executors.newSingleThreadExecutor(runnable -> {
      Thread thread = new Thread(runnable);
      thread.setDaemon(true);
      return thread;
    });
    Future<Void> running = worker.submit((Callable<Void>) () -> {
      step.run();
      return null;
    });
    try {
      running.get(STEP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException timeout) {
      return "the step took more than " + STEP_TIMEOUT_MS + " ms";
    } catch (java.util.concurrent.ExecutionException failure) {
      return String.valueOf(failure.getCause());
    } finally {
      worker.shutdownNow();
    }
  }
}

package fanout.lab.kubernetes;

import fanout.lab.kubernetes.rule.GracefulEnd;
import fanout.lab.kubernetes.rule.JobsEnd;
import fanout.lab.kubernetes.rule.NetworkPaths;
import fanout.lab.kubernetes.rule.PinnedImages;
import fanout.lab.kubernetes.rule.PortsOpen;
import fanout.lab.kubernetes.rule.RestrictedPods;
import fanout.lab.kubernetes.rule.Rule;
import fanout.lab.kubernetes.rule.SelectorsMeet;
import fanout.lab.kubernetes.rule.SettingsStart;
import fanout.lab.kubernetes.rule.TargetsExist;
import java.util.List;

/** What each rule, and the schema, has to notice. */
final class Slips {
  private Slips() {}

  /** The slips that a rule is there for. */
  static List<Slip> of(Rule rule) {
    return switch (rule) {
      case GracefulEnd r -> endings();
      case JobsEnd r -> jobs();
      case NetworkPaths r -> paths();
      case PinnedImages r -> images();
      case PortsOpen r -> ports();
      case RestrictedPods r -> pods();
      case SelectorsMeet r -> selectors();
      case SettingsStart r -> settings();
      case TargetsExist r -> targets();
    };
  }

  /** What the schema does not allow. */
  static List<Slip> ofTheSchema() {
    return List.of(
        user("readOnlyRootFilesystem", "readOnlyRootFileSystem", "readOnlyRootFileSystem"),
        user("apiVersion: apps/v1", "apiVersion: apps/v2", "apps/v2"),
        user("replicas: 1", "replicas: one", "one"));
  }

  private static Slip user(String right, String wrong, String complaint) {
    return new Slip("Deployment/user", right, wrong, complaint);
  }

  private static List<Slip> endings() {
    return List.of(
        user("PeriodSeconds: 30", "PeriodSeconds: 17", "17s is not more than the 17s"),
        user("value: 10s", "value: 40s", "30s is not more than the 47s"),
        user("seconds: 5", "seconds: 0", "no preStop sleep"),
        user("maxUnavailable: 0", "maxUnavailable: 1", "before there is another"),
        user("minReadySeconds: 10", "minReadySeconds: 1", "1s after its successor is ready"));
  }

  private static Slip load(String right, String wrong, String complaint) {
    return new Slip("Job/load", right, wrong, complaint);
  }

  private static List<Slip> jobs() {
    return List.of(
        load("restartPolicy: Never", "restartPolicy: OnFailure", "would start again"),
        load("backoffLimit: 0", "backoffLimit: 3", "would be repeated"),
        load("DeadlineSeconds: 900", "DeadlineSeconds: 30", "30s are not more than the 65s"),
        load("completions: 2", "completions: 3", "do not run at the same time"),
        load("$(GENERATOR)", "7", "the same draws"),
        load("- --format=hdr", "- --format=text", "cannot be merged"));
  }

  private static List<Slip> paths() {
    String lab = "podSelector:\n        matchLabels:\n          app.kubernetes.io/component: lab";
    return List.of(
        new Slip(
            "NetworkPolicy/aggregator",
            "component: backend",
            "component: backends",
            "aggregator → orders TCP 50061 is barred"),
        new Slip(
            "NetworkPolicy/backends",
            "component: lab",
            "component: jaeger",
            "hand → user TCP 50071 is barred"),
        new Slip(
            "NetworkPolicy/backends",
            lab,
            "namespaceSelector: {}",
            "outsider → user TCP 50071 is let in"),
        new Slip(
            "NetworkPolicy/lab",
            "component: aggregator",
            "component: backend",
            "load → aggregator TCP 50060 is barred"),
        new Slip(
            "NetworkPolicy/dns", "protocol: UDP", "protocol: TCP", "user → dns UDP 53 is barred"),
        new Slip(
            "NetworkPolicy/jaeger", "port: otlp", "port: 4318", "user → jaeger TCP 4317 is barred"),
        new Slip(
            "NetworkPolicy/deny-all", "- Ingress", "- Egress", "outsider → hand TCP 9 is let"));
  }

  private static List<Slip> images() {
    return List.of(
        user("-sim:0.1.0", "-sim:latest", "names no version"),
        user("-sim:0.1.0", "-sim", "names no version"));
  }

  private static List<Slip> ports() {
    String startup =
        """
                startupProbe:
                  failureThreshold: 120
                  grpc:
                    port: 50071
                  periodSeconds: 1
                  timeoutSeconds: 5
        """;
    return List.of(
        user(
            "DATA_HOST\n          value: 0.0.0.0",
            "DATA_HOST\n          value: 127.0.0.1",
            "port data=50061 is not among"),
        user("containerPort: 50061", "containerPort: 50060", "port data=50060 is not among"),
        user("            port: 50071", "            port: 50070", "probe asks a port"),
        user("timeoutSeconds: 5", "timeoutSeconds: 1", "no longer than a second"),
        user(startup, "", "no startup probe"),
        new Slip("Service/user", "targetPort: data", "targetPort: dta", "has no port dta"));
  }

  private static List<Slip> pods() {
    return List.of(
        new Slip("Namespace/fanout", "enforce: restricted", "enforce: baseline", "not enforce"),
        user("runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot"),
        user("runAsUser: 65532", "runAsUser: 0", "runs as user 0"),
        user("type: RuntimeDefault", "type: Unconfined", "seccomp"),
        user("ountToken: false", "ountToken: true", "token of the API server"),
        user("ServiceLinks: false", "ServiceLinks: true", "variables named after Services"),
        user("PrivilegeEscalation: false", "PrivilegeEscalation: true", "PrivilegeEscalation"),
        user("- ALL", "- NET_RAW", "keeps capabilities"),
        user("RootFilesystem: true", "RootFilesystem: false", "readOnlyRootFilesystem"),
        user("mountPath: /tmp", "mountPath: /var", "/tmp is not"),
        user("sizeLimit: 64Mi", "medium: Memory", "/tmp is not"),
        user("memory: 512Mi", "memory: 128Mi", "requests no memory within its limit"));
  }

  private static List<Slip> selectors() {
    String service = "  selector:\n    app.kubernetes.io/component: backend";
    String name = "\n    app.kubernetes.io/name: user";
    String budget = "matchLabels:\n      app.kubernetes.io/component: backend";
    return List.of(
        new Slip("Service/user", service, service + "s", "does not meet"),
        new Slip("Service/user", service + name, service, "does not meet"),
        new Slip("PodDisruptionBudget/user", budget, budget + "s", "does not meet"),
        user(budget, budget + "s", "does not meet"));
  }

  private static List<Slip> settings() {
    return List.of(
        new Slip("ConfigMap/orders", "BEHAVIOR: \"\"", "BEHAVIOR: latency=20", "does not start"),
        new Slip("ConfigMap/orders", "_SEED", "_SEDE", "does not start"),
        user("_BACKEND_DRAIN", "_BACKND_DRAIN", "is no setting of this program"),
        user("-backend-sim:", "-aggregator:", "is no setting of this program"),
        load("- --rps=100", "- --rsp=100", "does not start: Unknown option"),
        load("name: GENERATOR", "name: GENERATR", "refers to unknown GENERATOR"),
        user("            name: user-", "            name: usr-", "no ConfigMap/usr-"),
        user("name: NODE_NAME", "name: NODE", "refers to unknown NODE_NAME"),
        user("k8s.pod.uid=", "pod.uid=", "spans do not say k8s.pod.uid"));
  }

  private static List<Slip> targets() {
    return List.of(
        new Slip("ConfigMap/aggregator", "///orders.", "///order.", "no such Service"),
        new Slip("ConfigMap/aggregator", ":50061", ":50062", "the Service has no such port"),
        new Slip("ConfigMap/aggregator", "dns:///orders", "http://orders", "is no dns:///"),
        new Slip("Service/orders", "clusterIP: None", "clusterIP: 10.0.0.9", "hides its replicas"),
        load("///aggregator.fanout", "///edge.fanout", "no such Service"),
        load(":50060", ":50061", "the Service has no such port"),
        new Slip("Job/lab", "user.fanout", "usr.fanout", "no such Service"),
        user("jaeger.fanout.", "jaeger.tracing.", "no such Service"));
  }
}

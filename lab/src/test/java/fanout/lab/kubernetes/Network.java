package fanout.lab.kubernetes;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may call whom: the meaning of NetworkPolicies. A pod that no policy selects for a direction
 * is free in it; any other may do what one of its policies names. A call has to be free at both
 * ends.
 *
 * <p>Judges labels, namespaces by name, and ports; refuses to judge address blocks, port ranges and
 * selectors with expressions.
 */
public final class Network {
  private static final String NAMESPACE = "kubernetes.io/metadata.name";

  /** A port that nothing declares: open only to a policy that names no port. */
  private static final int ANY_OTHER_PORT = 9;

  private final List<V1NetworkPolicy> policies;

  /** An end of a call; its ports by name. */
  public record Pod(
      String name, String namespace, Map<String, String> labels, Map<String, Integer> ports) {}

  /** One way from pod to pod. */
  public record Call(String from, String to, String protocol, int port) {
    @Override
    public String toString() {
      return from + " → " + to + " " + protocol + " " + port;
    }
  }

  private record Rule(List<V1NetworkPolicyPeer> peers, List<V1NetworkPolicyPort> ports) {
    static Rule of(
        @Nullable List<V1NetworkPolicyPeer> peers, @Nullable List<V1NetworkPolicyPort> ports) {
      return new Rule(
          Optional.ofNullable(peers).orElse(List.of()),
          Optional.ofNullable(ports).orElse(List.of()));
    }
  }

  private Network(List<V1NetworkPolicy> policies) {
    this.policies = policies;
  }

  /** The network under a rendering's policies. */
  public static Network of(Manifests manifests) {
    return new Network(manifests.all(V1NetworkPolicy.class).toList());
  }

  /** Every call that gets from one pod to the other. */
  public Set<Call> admitted(Pod from, Pod to) {
    Set<Call> calls = new HashSet<>();
    for (String protocol : List.of("TCP", "UDP")) {
      Stream.concat(to.ports().values().stream(), Stream.of(ANY_OTHER_PORT))
          .filter(port -> leaves(from, to, protocol, port) && enters(from, to, protocol, port))
          .forEach(port -> calls.add(new Call(from.name(), to.name(), protocol, port)));
    }
    return calls;
  }

  private boolean leaves(Pod from, Pod to, String protocol, int port) {
    return free(from, "Egress")
        || concerning(from, "Egress")
            .flatMap(
                policy -> Stream.ofNullable(policy.getSpec().getEgress()).flatMap(List::stream))
            .map(rule -> Rule.of(rule.getTo(), rule.getPorts()))
            .anyMatch(rule -> names(rule, from, to, to, protocol, port));
  }

  private boolean enters(Pod from, Pod to, String protocol, int port) {
    return free(to, "Ingress")
        || concerning(to, "Ingress")
            .flatMap(
                policy -> Stream.ofNullable(policy.getSpec().getIngress()).flatMap(List::stream))
            .map(rule -> Rule.of(rule.getFrom(), rule.getPorts()))
            .anyMatch(rule -> names(rule, to, from, to, protocol, port));
  }

  private boolean free(Pod pod, String direction) {
    return concerning(pod, direction).findAny().isEmpty();
  }

  private Stream<V1NetworkPolicy> concerning(Pod pod, String direction) {
    return policies.stream()
        .filter(policy -> pod.namespace().equals(policy.getMetadata().getNamespace()))
        .filter(policy -> types(policy).contains(direction))
        .filter(policy -> meets(policy.getSpec().getPodSelector(), pod.labels()));
  }

  /** Never left to Kubernetes' default, which depends on whether there are rules for egress. */
  private static List<String> types(V1NetworkPolicy policy) {
    List<String> types = policy.getSpec().getPolicyTypes();
    if (types == null || types.isEmpty()) {
      throw new IllegalArgumentException(Manifests.name(policy) + ": policyTypes must be given");
    }
    return types;
  }

  /**
   * Whether a rule names a call.
   *
   * @param owner whose policy it is
   * @param peer the other end
   * @param server whose port it is
   */
  private static boolean names(
      Rule rule, Pod owner, Pod peer, Pod server, String protocol, int port) {
    boolean who =
        rule.peers().isEmpty() || rule.peers().stream().anyMatch(p -> names(p, owner, peer));
    boolean where =
        rule.ports().isEmpty()
            || rule.ports().stream().anyMatch(p -> names(p, server, protocol, port));
    return who && where;
  }

  private static boolean names(V1NetworkPolicyPeer peer, Pod owner, Pod pod) {
    unjudged(peer.getIpBlock(), "an address block");
    boolean namespace =
        peer.getNamespaceSelector() == null
            ? owner.namespace().equals(pod.namespace())
            : meets(peer.getNamespaceSelector(), Map.of(NAMESPACE, pod.namespace()));
    return namespace
        && (peer.getPodSelector() == null || meets(peer.getPodSelector(), pod.labels()));
  }

  private static boolean names(V1NetworkPolicyPort named, Pod server, String protocol, int port) {
    unjudged(named.getEndPort(), "a range of ports");
    if (!protocol.equals(Optional.ofNullable(named.getProtocol()).orElse("TCP"))) {
      return false;
    }
    IntOrString number = named.getPort();
    if (number == null) {
      return true;
    }
    return number.isInteger()
        ? number.getIntValue() == port
        : Integer.valueOf(port).equals(server.ports().get(number.getStrValue()));
  }

  private static boolean meets(@Nullable V1LabelSelector selector, Map<String, String> labels) {
    if (selector == null) {
      return true;
    }
    List<?> expressions = selector.getMatchExpressions();
    boolean plain = expressions == null || expressions.isEmpty();
    unjudged(plain ? null : expressions, "a selector with expressions");
    Map<String, String> wanted = Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  private static void unjudged(@Nullable Object part, String what) {
    if (part != null) {
      throw new IllegalArgumentException(what + " in a NetworkPolicy cannot be judged");
    }
  }
}

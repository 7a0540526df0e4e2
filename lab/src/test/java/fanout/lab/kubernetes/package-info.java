/** The manifests under {@code k8s/}, judged without a cluster. */
@NullMarked
package fanout.lab.kubernetes;

import org.jspecify.annotations.NullMarked;

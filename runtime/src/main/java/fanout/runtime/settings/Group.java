package fanout.runtime.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component that is a record of settings of its own: its components become settings of the
 * whole, {@code --prefix-key}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Group {
  /** What stands before the names of the group; empty for nothing. */
  String prefix() default "";

  /** The group's heading in help texts and in the reference file. */
  String heading() default "";

  /**
   * {@code key=text} for components of the group that have another default in this program; the key
   * is the group's own, without the prefix.
   */
  String[] defaults() default {};
}

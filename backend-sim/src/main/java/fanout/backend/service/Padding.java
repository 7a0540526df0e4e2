package fanout.backend.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import fanout.runtime.spec.ByteSize;

/** Makes messages larger than their data. */
final class Padding {
  /** No message of {@code fanout.v1} has a field of this number; readers skip it. */
  private static final int FIELD = 536_870_911;

  private Padding() {}

  /** The message with an unknown field that brings it to at least this size. */
  static <R extends Message> R pad(R message, ByteSize atLeast) {
    long missing = atLeast.bytes() - message.getSerializedSize();
    if (missing <= 0) {
      return message;
    }
    UnknownFieldSet.Field zeros =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[Math.toIntExact(missing)]))
            .build();
    @SuppressWarnings("unchecked") // a message's own builder builds its own type
    R padded =
        (R)
            message.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder().addField(FIELD, zeros).build())
                .build();
    return padded;
  }
}

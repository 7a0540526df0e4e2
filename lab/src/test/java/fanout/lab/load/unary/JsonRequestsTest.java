package fanout.lab.load.unary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import fanout.runtime.spec.SpecException;
import fanout.v1.Dashboard;
import fanout.v1.GetDashboardRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRequestsTest {
  @Test
  void jsonBecomesTheBytesOfTheMessage() throws InvalidProtocolBufferException {
    assertThat(request("{\"userId\": \"u-1\", \"plan\": \"join=all\"}", 0))
        .isEqualTo(GetDashboardRequest.newBuilder().setUserId("u-1").setPlan("join=all").build());
  }

  @Test
  void anArrayIsSentInTurn() throws InvalidProtocolBufferException {
    String two = "[{\"user_id\": \"a\"}, {\"user_id\": \"b\"}]";
    assertThat(request(two, 0).getUserId()).isEqualTo("a");
    assertThat(request(two, 1).getUserId()).isEqualTo("b");
    assertThat(request(two, 2).getUserId()).isEqualTo("a");
  }

  @Test
  void placeholdersDifferFromCallToCall() throws InvalidProtocolBufferException {
    String data = "{\"user_id\": \"u-{{.RequestNumber}}\", \"request_id\": \"{{newUUID}}\"}";
    assertThat(request(data, 41).getUserId()).isEqualTo("u-41");
    assertThat(request(data, 41).getRequestId()).isNotEqualTo(request(data, 41).getRequestId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"userid\": 1}; userid: there is no such field in fanout.v1.Dashboard; userId, requestId",
        "{\"completeness\": \"much\"}; completeness: Not a double; much",
        "{\"sections\": [{}, {\"attempts\": -1}]}; sections[1].attempts: ; -1",
        "{\"sections\": [{\"user\": {\"no\": 1}}]}; sections[0].user.no: there is no such field;"
            + " v1.User",
        "{\"elapsed\": \"soon\"}; elapsed: ; soon",
        "{\"sections\": 5}; sections: ; 5",
        "[]; --data; an array of objects",
        "[{}, 3]; --data; an array of objects",
        "{\"userId\"; no JSON; --data",
        "{\"userId\": \"{{.WorkerID}}\"}; {{.WorkerID}}; {{.RequestNumber}}"
      })
  void aMistakeNamesItsField(String data, String where, String what) {
    assertThatThrownBy(() -> new JsonRequests(Dashboard.getDescriptor(), data))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("--data", where, what);
  }

  private static GetDashboardRequest request(String data, long index)
      throws InvalidProtocolBufferException {
    return GetDashboardRequest.parseFrom(
        new JsonRequests(GetDashboardRequest.getDescriptor(), data).apply(index));
  }
}

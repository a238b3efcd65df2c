package dev.dunlin.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dunlin.broker.Broker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Two server processes on one port: the system shares clients out to them, and one that goes leaves them to the other. */
final class SharedPortTest {

    private static final String SHARED = "?reuseport=true";
    private static final int MOST_CLIENTS = 200;

    @Test
    @EnabledOnOs(OS.LINUX)
    void bothGetClientsAndOneTakesAllWhenTheOtherIsKilled() throws Exception {
        try (Child one = Child.start(List.of(), "server", "tcp://127.0.0.1:0" + SHARED)) {
            String address = one.hear(Peer.LISTENING);
            try (Child two = Child.start(List.of(), "server", address + SHARED)) {
                assertThat(two.hear(Peer.LISTENING)).isEqualTo(address);
                assertThat(one.pid()).isNotEqualTo(two.pid());
                Map<Long, Integer> served = new HashMap<>();
                List<Broker> clients = new ArrayList<>();
                try {
                    while (served.size() < 2 && clients.size() < MOST_CLIENTS) {
                        Broker client = Broker.connect(address);
                        clients.add(client);
                        served.merge(client.epoch(), 1, Integer::sum);
                    }
                } finally {
                    clients.forEach(Broker::close);
                }
                assertThat(served).as("clients by the epoch of their broker").hasSize(2);
                two.kill();
                two.rest("");
            }
            List<Long> epochs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                try (Broker client = Broker.connect(address)) {
                    epochs.add(client.epoch());
                }
            }
            assertThat(epochs).as("all are the one's that is left").containsOnly(epochs.get(0));
        }
    }
}

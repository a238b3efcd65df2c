package dev.dunlin.benchmarks.calls;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.blocks.MethodCall;
import org.jgroups.blocks.RequestOptions;
import org.jgroups.blocks.Response;
import org.jgroups.blocks.ResponseMode;
import org.jgroups.blocks.RpcDispatcher;
import org.jgroups.protocols.TCP;
import org.jgroups.util.RspList;

/**
 * JGroups' RpcDispatcher over its own TCP stack (tcp.xml): servers and client are members of one group, the client calls the
 * servers, and a filter ends the call when more than half have answered the same.
 *
 * @param noDelay whether its sockets send at once what they are given; the stack as it comes leaves that to the system
 */
record JGroupsCalls(boolean noDelay) implements CallWire {

    private static final String GROUP = "bench";
    private static final String SERVER = "server-";
    private static final short ASK = 1;
    private static final long CALL_MILLIS = 20_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private JChannel open(List<Integer> ports, int port) throws Exception {
        System.setProperty(
                "jgroups.tcpping.initial_hosts",
                ports.stream().map(each -> "127.0.0.1[" + each + "]").collect(Collectors.joining(",")));
        JChannel channel = new JChannel("tcp.xml");
        TCP transport = channel.getProtocolStack().findProtocol(TCP.class);
        transport.setBindAddress(InetAddress.getLoopbackAddress());
        transport.setBindPort(port);
        transport.getDiagnosticsHandler().setEnabled(false);
        transport.tcpNodelay(noDelay);
        return channel;
    }

    @Override
    public void serve(List<Integer> ports, int index, CallServer server) throws Exception {
        JChannel channel = open(ports, ports.get(index)).name(SERVER + index);
        new Answering(channel, server).asyncDispatching(true);
        channel.connect(GROUP);
    }

    /** Answers when the server does, on whatever thread, in the place of when a method returns. */
    private static final class Answering extends RpcDispatcher {

        private final CallServer server;

        Answering(JChannel channel, CallServer server) {
            super(channel, server);
            this.server = server;
        }

        @Override
        public void handle(Message request, Response response) {
            MethodCall call = request.getObject();
            server.answer((byte[]) call.getArgs()[0], answer -> response.send(answer, false));
        }
    }

    @Override
    public CallPeer connect(List<Integer> ports) throws Exception {
        JChannel channel = open(ports, 0);
        RpcDispatcher dispatcher = new RpcDispatcher(channel, null);
        channel.connect(GROUP);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (servers(channel).size() < ports.size()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the group is " + channel.getView() + ", not all " + ports.size());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        Servers members = new Servers(servers(channel));
        dispatcher.setReceiver(new Receiver() {
            @Override
            public void viewAccepted(View view) {
                members.current = servers(channel);
            }
        });
        return body -> call(dispatcher, members.current, new MajorityFilter(ports.size()), body);
    }

    /** Who is in the group just now: one that is gone is not called again. */
    private static final class Servers {
        private volatile List<Address> current;

        Servers(List<Address> current) {
            this.current = current;
        }
    }

    private static List<Address> servers(JChannel channel) {
        return channel.getView().getMembers().stream()
                .filter(member -> member.toString().startsWith(SERVER))
                .toList();
    }

    private static CompletionStage<byte[]> call(
            RpcDispatcher dispatcher, List<Address> replicas, MajorityFilter majority, byte[] body) {
        RequestOptions options =
                new RequestOptions(ResponseMode.GET_ALL, CALL_MILLIS, true, majority, Message.Flag.OOB);
        try {
            CompletableFuture<RspList<byte[]>> answers =
                    dispatcher.callRemoteMethodsWithFuture(replicas, new MethodCall(ASK, (Object) body), options);
            return answers.thenApply(all -> majority.answer());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}

package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A {@link GrpcHub} on the port that is its argument, until its input ends. */
final class GrpcProcess {

    private GrpcProcess() {}

    public static void main(String[] arguments) throws IOException {
        Child.endOnFailure();
        start(Integer.parseInt(arguments[0]));
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        Runtime.getRuntime().halt(0);
    }

    /** Starts one in this process. */
    static Server start(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .directExecutor()
                .addService(new GrpcHub().service())
                .build()
                .start();
    }
}

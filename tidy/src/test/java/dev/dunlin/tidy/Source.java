package dev.dunlin.tidy;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One source file as javac's parser sees it, and which of its lines hold code. */
final class Source {

    /** A piece of code with a name and its length in lines that are neither blank nor only comment. */
    record Span(String name, int codeLines) {}

    final String module;
    final String path;
    final CompilationUnitTree unit;

    private final SourcePositions positions;
    private final BitSet code;

    private Source(String module, String path, CompilationUnitTree unit, SourcePositions positions, BitSet code) {
        this.module = module;
        this.path = path;
        this.unit = unit;
        this.positions = positions;
        this.code = code;
    }

    static Source parse(String module, String path, String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("source:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        List<String> options = List.of("-proc:none", "-XDrawDiagnostics");
        JavacTask task = (JavacTask) compiler.getTask(null, null, problem -> {}, options, null, List.of(file));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            return new Source(module, path, unit, Trees.instance(task).getSourcePositions(), CodeLines.of(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    int codeLines() {
        return code.cardinality();
    }

    /** The top-level types. */
    List<ClassTree> types() {
        List<ClassTree> types = new ArrayList<>();
        for (Tree declaration : unit.getTypeDecls()) {
            if (declaration instanceof ClassTree type) {
                types.add(type);
            }
        }
        return types;
    }

    /** Methods and constructors with a body, and initializer blocks. */
    List<Span> bodies() {
        List<Span> spans = new ArrayList<>();
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = outer.isEmpty() ? type.getSimpleName().toString() : outer + "." + type.getSimpleName();
                for (Tree member : type.getMembers()) {
                    if (member instanceof BlockTree block) {
                        spans.add(new Span(name + " initializer", linesOf(block)));
                    }
                }
                return super.visitClass(type, name);
            }

            @Override
            public Void visitMethod(MethodTree method, String type) {
                // The parser gives a record its compact constructor as written and nothing that is not there.
                if (method.getBody() != null) {
                    spans.add(new Span(type + "." + method.getName(), linesOf(method)));
                }
                return super.visitMethod(method, type);
            }
        }.scan(unit, "");
        return spans;
    }

    String at(Tree tree) {
        return path + ":" + line(positions.getStartPosition(unit, tree));
    }

    private int linesOf(Tree tree) {
        int first = line(positions.getStartPosition(unit, tree));
        int last = line(positions.getEndPosition(unit, tree));
        return code.get(first, last + 1).cardinality();
    }

    private int line(long position) {
        return (int) unit.getLineMap().getLineNumber(position);
    }
}

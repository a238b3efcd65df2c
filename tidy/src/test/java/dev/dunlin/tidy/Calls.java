package dev.dunlin.tidy;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/** What a source calls, creates, refers to and imports, as {@code Type.member} or {@code new Type}. */
final class Calls {

    /** One use; {@code arguments} is -1 where nothing is called. */
    record Use(String name, int arguments, Tree tree) {

        /** The last name alone. */
        String member() {
            return name.substring(name.lastIndexOf('.') + 1);
        }
    }

    private Calls() {}

    static List<Use> in(Source source) {
        List<Use> uses = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitImport(ImportTree imported, Void unused) {
                if (imported.isStatic()) {
                    uses.add(new Use(tail(imported.getQualifiedIdentifier()), -1, imported));
                }
                return null;
            }

            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
                uses.add(new Use(
                        tail(call.getMethodSelect()), call.getArguments().size(), call));
                return super.visitMethodInvocation(call, null);
            }

            @Override
            public Void visitMemberReference(MemberReferenceTree reference, Void unused) {
                String owner = last(reference.getQualifierExpression());
                boolean created = reference.getMode() == MemberReferenceTree.ReferenceMode.NEW;
                uses.add(new Use(created ? "new " + owner : owner + "." + reference.getName(), -1, reference));
                return super.visitMemberReference(reference, null);
            }

            @Override
            public Void visitNewClass(NewClassTree creation, Void unused) {
                uses.add(new Use(
                        "new " + last(creation.getIdentifier()),
                        creation.getArguments().size(),
                        creation));
                return super.visitNewClass(creation, null);
            }
        }.scan(source.unit, null);
        return uses;
    }

    private static String tail(Tree select) {
        if (select instanceof MemberSelectTree member) {
            return last(member.getExpression()) + "." + member.getIdentifier();
        }
        return select.toString();
    }

    private static String last(Tree expression) {
        if (expression instanceof MemberSelectTree member) {
            return member.getIdentifier().toString();
        }
        return expression instanceof ExpressionTree && !(expression instanceof MethodInvocationTree)
                ? expression.toString()
                : "";
    }
}

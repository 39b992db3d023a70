// The rules of a form as the server reads them, worked out on the page: see engine/evaluation.py, whose twin this is.
export type Value = string | number | boolean | string[] | undefined;
type Node = [string, ...unknown[]];

export function holds(node: Node, answers: Map<string, Value>): boolean {
  return valueOf(node, answers) === true;
}

function valueOf(node: Node, answers: Map<string, Value>): Value {
  const [kind, first, second, third] = node;
  const inner = (part: unknown): Value => valueOf(part as Node, answers);
  switch (kind) {
    case "number":
      return Number(first);
    case "text":
    case "yes":
    case "list":
      return first as Value;
    case "name":
      return answers.get(first as string);
    case "not":
      return inner(first) !== true;
    case "and":
      return inner(first) === true && inner(second) === true;
    case "or":
      return inner(first) === true || inner(second) === true;
    case "minus":
      return figured("-", 0, inner(first));
    case "in":
      return isIn(inner(first), inner(second));
    case "compare":
      return compared(first as string, inner(second), inner(third));
    case "sum":
      return figured(first as string, inner(second), inner(third));
    case "call":
      return called(first as string, (second as Node[]).map(inner));
    default:
      return undefined;
  }
}

function isIn(left: Value, right: Value): boolean {
  if (left === undefined || !Array.isArray(right)) return false;
  return Array.isArray(left) ? left.some((one) => right.includes(one)) : right.includes(String(left));
}

function compared(mark: string, left: Value, right: Value): boolean {
  if (left === undefined || right === undefined || typeof left !== typeof right) return false;
  if (mark === "==") return left === right;
  if (mark === "!=") return left !== right;
  if (typeof left === "boolean" || Array.isArray(left)) return false;
  if (mark === "<") return left < right;
  if (mark === "<=") return left <= right;
  return mark === ">" ? left > right : left >= right;
}

function figured(mark: string, left: Value, right: Value): number | undefined {
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  const found = mark === "+" ? left + right : mark === "-" ? left - right : mark === "*" ? left * right : left / right;
  return Number.isFinite(found) ? found : undefined;
}

function called(name: string, values: Value[]): Value {
  const first = values[0];
  if (name === "has") return first !== undefined && first !== "" && !(Array.isArray(first) && !first.length);
  if (name === "count") return Array.isArray(first) ? first.length : first === undefined ? 0 : 1;
  if (name === "total") return 0;
  const figures = values.filter((value): value is number => typeof value === "number");
  if (figures.length !== values.length) return undefined;
  if (name === "round") return Number((figures[0] ?? 0).toFixed(figures[1] ?? 0));
  return name === "least" ? Math.min(...figures) : Math.max(...figures);
}

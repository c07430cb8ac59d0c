// Swagger UI shows a deepObject parameter as JSON to be edited by hand. For the filters of a list this plugin shows rows instead:
// an operator to choose, a value to fill in. What it hands to Swagger UI is the same JSON.

/** A Swagger UI plugin. */
export function filterForm({ React }) {
  const element = React.createElement;

  /** Rows as they are typed; only those with a text count. */
  function FilterForm({ schema, value, onChange, disabled }) {
    const operators = schema.get("properties");
    const [typed, setTyped] = React.useState([]);
    // Swagger UI may have another value by now: after a reset, or when a link filled it in.
    const rows = toJson(typed, operators) === normalized(value) ? typed : fromJson(value);
    const unused = inOrder(operators).filter((name) => rows.every((row) => row.operator !== name));
    const change = (changed) => {
      setTyped(changed);
      onChange(toJson(changed, operators));
    };
    const replace = (index, row) => change(rows.toSpliced(index, 1, row));
    const [next] = unused;
    const shown = next === undefined ? rows : [...rows, { operator: next, text: "" }];
    return element(
      "div",
      { className: "filter-form" },
      shown.map((row, index) =>
        element(
          "div",
          { className: "filter-form-row", key: index },
          element(
            "select",
            {
              "aria-label": "operator",
              disabled,
              value: row.operator,
              title: operators.getIn([row.operator, "description"]),
              onChange: ({ target }) => replace(index, { ...row, operator: target.value }),
            },
            [row.operator, ...unused.filter((name) => name !== row.operator)].map((name) =>
              element("option", { key: name }, name),
            ),
          ),
          valueInput(operators.get(row.operator), row.text, disabled, (text) =>
            replace(index, { ...row, text }),
          ),
          index < rows.length &&
            element(
              "button",
              {
                type: "button",
                "aria-label": "remove",
                disabled,
                onClick: () => change(rows.toSpliced(index, 1)),
              },
              "×",
            ),
        ),
      ),
    );
  }

  function valueInput(operator, text, disabled, onText) {
    const common = {
      "aria-label": "value",
      disabled,
      value: text,
      onChange: ({ target }) => onText(target.value),
    };
    if (operator.get("type") === "boolean") {
      const choices = ["", "true", "false"];
      return element(
        "select",
        common,
        choices.map((choice) => element("option", { key: choice }, choice)),
      );
    }
    return element("input", {
      ...common,
      type: "text",
      placeholder: operator.get("format") ?? operator.get("type"),
    });
  }

  return {
    wrapComponents: {
      JsonSchema_object: (Original) => (props) =>
        element(isFilter(props.schema) ? FilterForm : Original, props),
    },
  };
}

/** The document's filter schemas are the only objects with these two members. */
function isFilter(schema) {
  return schema?.hasIn(["properties", "eq"]) && schema.hasIn(["properties", "is_null"]);
}

/** The usual ones first; the document's own order is lost in Swagger UI. */
function inOrder(operators) {
  const usual = ["eq", "ne", "gt", "gte", "lt", "lte", "starts_with", "contains", "in", "nin"];
  const place = (name) => (usual.includes(name) ? usual.indexOf(name) : usual.length);
  return operators
    .keySeq()
    .toArray()
    .toSorted((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
}

function toJson(rows, operators) {
  const entries = rows.filter(({ text }) => text !== "");
  return JSON.stringify(
    Object.fromEntries(
      entries.map(({ operator, text }) => [
        operator,
        typedValue(operators.getIn([operator, "type"]), text),
      ]),
    ),
  );
}

/** What is no number or boolean stays text, and Swagger UI marks it. */
function typedValue(type, text) {
  const isNumber = (type === "number" || type === "integer") && text.trim() !== "";
  if (isNumber && Number.isFinite(Number(text))) return Number(text);
  return type === "boolean" ? text === "true" : text;
}

function fromJson(value) {
  return Object.entries(parsed(value)).map(([operator, operand]) => ({
    operator,
    text: String(operand),
  }));
}

function normalized(value) {
  return JSON.stringify(parsed(value));
}

function parsed(value) {
  try {
    const object = typeof value === "string" ? JSON.parse(value) : (value?.toJS?.() ?? value);
    return typeof object === "object" && object !== null ? object : {};
  } catch {
    return {};
  }
}

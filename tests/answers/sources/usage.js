const usage = `
Usage
=======
  import FILE
  export FILE
`;

function help() {
  return usage;
}

module.exports = { help };
